package io.dynamq.codec;

import io.dynamq.packet.Rejected;

/** Ends the parsing of a packet; {@link PacketDecoder} turns it into its {@link Rejected} value. */
final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Rejected rejected;

  /** The peer decides how often this happens, so no stack is walked. */
  private WireException(Rejected rejected) {
    super(rejected.words(), null, false, false);
    this.rejected = rejected;
  }

  static WireException of(Rejected rejected) {
    return new WireException(rejected);
  }

  static WireException malformed(String statement, String words) {
    return new WireException(Rejected.malformed(statement, words));
  }

  static WireException protocolError(String statement, String words) {
    return new WireException(Rejected.protocolError(statement, words));
  }

  Rejected rejected() {
    return rejected;
  }
}
