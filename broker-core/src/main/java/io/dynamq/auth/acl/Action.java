package io.dynamq.auth.acl;

/** What a client wants to do. */
enum Action {
  PUBLISH,
  SUBSCRIBE
}
