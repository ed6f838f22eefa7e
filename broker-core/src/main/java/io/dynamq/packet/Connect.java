package io.dynamq.packet;

import io.dynamq.message.UserProperty;
import java.util.List;

/**
 * CONNECT [MQTT section 3.1].
 *
 * @param version 3 (MQTT 3.1), 4 (3.1.1) or 5; any other value if the peer asked for one that does
 *     not exist, then nothing behind it has been read
 * @param clientId empty if the server shall assign one
 * @param cleanStart clean session in MQTT 3
 * @param keepAliveSeconds 0 = off
 * @param username null if absent
 * @param password null if absent
 * @param will null if absent
 * @param options the MQTT 5 properties, {@link Options#MQTT3} for older versions
 */
public record Connect(
    int version,
    String clientId,
    boolean cleanStart,
    int keepAliveSeconds,
    String username,
    byte[] password,
    Will will,
    Options options)
    implements Packet {

  /** Session expiry interval that means "never" [MQTT 5 section 3.1.2.11.2]. */
  public static final long EXPIRY_NEVER = 0xFFFF_FFFFL;

  /**
   * CONNECT properties [MQTT 5 section 3.1.2.11].
   *
   * @param sessionExpirySeconds 0 if absent
   * @param receiveMaximum 1 to 65,535; 65,535 if absent
   * @param maximumPacketSize bytes; -1 if absent
   * @param topicAliasMaximum 0 if absent
   * @param authenticationMethod null if absent
   * @param authenticationData null if absent
   */
  public record Options(
      long sessionExpirySeconds,
      int receiveMaximum,
      long maximumPacketSize,
      int topicAliasMaximum,
      boolean requestResponseInformation,
      boolean requestProblemInformation,
      List<UserProperty> userProperties,
      String authenticationMethod,
      byte[] authenticationData) {

    /** What holds for a client that cannot say otherwise. */
    public static final Options MQTT3 =
        new Options(0, 65_535, -1, 0, false, true, List.of(), null, null);

    public Options {
      userProperties = List.copyOf(userProperties);
    }
  }
}
