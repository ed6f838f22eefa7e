package io.dynamq.auth;

import io.dynamq.packet.ReasonCode;

/**
 * The answer of an authenticator.
 *
 * @param code SUCCESS, or why not
 * @param decidedBy the link of the chain that decided, for logs
 * @param anonymous let in without any proof
 */
public record Verdict(ReasonCode code, String decidedBy, boolean anonymous) {
  public boolean isAllowed() {
    return code == ReasonCode.SUCCESS;
  }
}
