package io.dynamq.packet;

/**
 * DISCONNECT [MQTT section 3.14].
 *
 * @param sessionExpirySeconds -1 if absent
 * @param serverReference null if absent; server to client only
 */
public record Disconnect(
    ReasonCode code, long sessionExpirySeconds, Notice notice, String serverReference)
    implements Packet {

  /** What the server says before it closes; only MQTT 5 clients are told. */
  public static Disconnect because(ReasonCode code, String reason) {
    return new Disconnect(
        code, -1, reason == null ? Notice.NONE : Notice.because(reason), null);
  }
}
