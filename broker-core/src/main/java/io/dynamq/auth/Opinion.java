package io.dynamq.auth;

import io.dynamq.hook.Standing;
import io.dynamq.packet.ReasonCode;

/** What one {@link AuthLink} thinks of a client. */
public sealed interface Opinion {

  /** It does not know this client; the next link is asked. */
  Opinion NONE = new None();

  /** The client is who it says; no further link is asked. */
  record Allow(Standing standing) implements Opinion {}

  /**
   * The client is not let in, whatever later links think.
   *
   * @param code one that CONNACK can carry
   * @param words why, for the log; the client does not see them
   */
  record Deny(ReasonCode code, String words) implements Opinion {}

  /** See {@link #NONE}. */
  record None() implements Opinion {}

  /** The proof is wrong. */
  static Opinion wrong(String words) {
    return new Deny(ReasonCode.BAD_USER_NAME_OR_PASSWORD, words);
  }
}
