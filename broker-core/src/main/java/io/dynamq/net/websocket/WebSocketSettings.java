package io.dynamq.net.websocket;

import java.util.List;

/**
 * How a listener speaks WebSocket.
 *
 * @param path of the upgrade request, such as {@code /mqtt}
 * @param subprotocols taken, the preferred one first
 * @param subprotocolRequired whether a client that offers none of them is refused
 * @param origins what pages may connect
 * @param proxyHeaders which headers tell the client's address
 */
public record WebSocketSettings(
    String path,
    List<String> subprotocols,
    boolean subprotocolRequired,
    Frames frames,
    Origins origins,
    ProxyHeaders proxyHeaders) {

  /** [MQTT-6.0.0-4] asks for {@code mqtt}; the others are what older clients and EMQX's offer. */
  public static final List<String> SUBPROTOCOLS =
      List.of("mqtt", "mqtt-v5", "mqtt-v3.1.1", "mqtt-v3", "mqttv3.1");

  /** What holds where nothing is configured. */
  public static final WebSocketSettings DEFAULT =
      new WebSocketSettings(
          "/mqtt", SUBPROTOCOLS, true, Frames.DEFAULT, Origins.ANY, ProxyHeaders.NONE);

  private static final int SMALL_PACKETS = 64 << 10;

  /**
   * What frames look like.
   *
   * @param maxBytes longest frame, and what a compressed one may become; 0 = one packet of the
   *     largest size with some small ones
   * @param compress whether clients may compress (permessage-deflate)
   * @param onePacketEach whether each packet to the client has a frame of its own. A client must
   *     take several packets from one [MQTT-6.0.0-2], but the Paho client for C, as of 1.3.12, leaves
   *     all behind the first until something else arrives.
   */
  public record Frames(int maxBytes, boolean compress, boolean onePacketEach) {
    public static final Frames DEFAULT = new Frames(0, false, true);
  }

  /**
   * What is demanded of the Origin header, with which browsers say whose page connects.
   *
   * @param checked false lets every page connect
   * @param absenceAllowed whether clients without that header, which are no browsers, may connect
   * @param allowed such as {@code https://example.org}
   */
  public record Origins(boolean checked, boolean absenceAllowed, List<String> allowed) {
    public static final Origins ANY = new Origins(false, true, List.of());

    public Origins {
      allowed = List.copyOf(allowed);
    }

    boolean allow(String origin) {
      if (!checked) {
        return true;
      }
      return origin == null ? absenceAllowed : allowed.contains(origin);
    }
  }

  /**
   * Headers of a proxy; anyone can write them, so they are for listeners that only a proxy reaches.
   *
   * @param address such as {@code X-Forwarded-For}, null = the socket's address counts
   * @param port such as {@code X-Forwarded-Port}, null = the socket's port counts
   */
  public record ProxyHeaders(String address, String port) {
    public static final ProxyHeaders NONE = new ProxyHeaders(null, null);
  }

  public WebSocketSettings {
    subprotocols = List.copyOf(subprotocols);
  }

  /**
   * The longest frame.
   *
   * @param maxPacketBytes of the zone
   */
  int largest(int maxPacketBytes) {
    return frames.maxBytes() > 0 ? frames.maxBytes() : maxPacketBytes + SMALL_PACKETS;
  }
}
