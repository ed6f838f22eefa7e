package io.dynamq.packet;

import io.dynamq.message.Qos;

/**
 * CONNACK properties [MQTT 5 section 3.2.2.3]. Numbers are -1 and texts null where absent; the
 * defaults of the specification are not written.
 */
public record ConnAckProperties(
    long sessionExpirySeconds,
    int receiveMaximum,
    Qos maximumQos,
    boolean retainAvailable,
    long maximumPacketSize,
    String assignedClientId,
    int topicAliasMaximum,
    Notice notice,
    boolean wildcardAvailable,
    boolean sharedAvailable,
    int serverKeepAliveSeconds,
    String responseInformation,
    String serverReference,
    String authenticationMethod,
    byte[] authenticationData) {

  /** No property at all. */
  public static final ConnAckProperties NONE = refusal(Notice.NONE);

  /** What a refusal carries: only a notice. */
  public static ConnAckProperties refusal(Notice notice) {
    return refusal(notice, null);
  }

  /** A refusal that names another server; null = none. */
  public static ConnAckProperties refusal(Notice notice, String serverReference) {
    return new ConnAckProperties(
        -1, -1, null, true, -1, null, -1, notice, true, true, -1, null, serverReference, null,
        null);
  }
}
