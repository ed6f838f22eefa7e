package io.dynamq.auth;

import io.dynamq.hook.Standing;
import io.dynamq.packet.ReasonCode;

/**
 * The answer of an authenticator.
 *
 * @param code SUCCESS, or why not
 * @param decidedBy the link of the chain that decided and in a refusal why, for logs
 * @param anonymous let in without any proof
 * @param standing of a client that is let in
 */
public record Verdict(ReasonCode code, String decidedBy, boolean anonymous, Standing standing) {

  /** A verdict of a link that knows nothing more of the client. */
  public Verdict(ReasonCode code, String decidedBy, boolean anonymous) {
    this(code, decidedBy, anonymous, new Standing(decidedBy));
  }

  public boolean isAllowed() {
    return code == ReasonCode.SUCCESS;
  }

  /** Whether it says nothing about the client, because the server is not able to. */
  boolean isServersFault() {
    return code == ReasonCode.SERVER_BUSY || code == ReasonCode.SERVER_UNAVAILABLE;
  }
}
