package io.dynamq.store.access;

import java.util.concurrent.CompletableFuture;

/**
 * Users and rules by key: {@code user:<name>}, {@code client:<identifier>}, {@code all}. What was read
 * is remembered for a while, also that there was nothing. Any thread, never blocks; answers may come
 * from a thread of the store.
 */
public interface AccessTables extends AutoCloseable {
  /** Begins the key of a user name. */
  String USER = "user:";

  /** Begins the key of a client identifier. */
  String CLIENT = "client:";

  /** The key of everyone's rules. */
  String ALL = "all";

  /**
   * The user under a key.
   *
   * @return of null if there is none; fails if the store does not answer and what it said before is
   *     too old
   */
  CompletableFuture<AccessUser> user(String who);

  /** The rules under a key, in the order in which they count; fails likewise. */
  CompletableFuture<AccessRules> rules(String who);

  /** Reads everything anew when it is next asked for. */
  void forget();

  @Override
  void close();
}
