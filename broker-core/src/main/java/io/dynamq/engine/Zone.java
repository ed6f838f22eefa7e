package io.dynamq.engine;

import io.dynamq.message.Qos;
import io.dynamq.packet.Connect;
import io.dynamq.session.SessionLimits;

/**
 * The limits of the clients of a listener (EMQX's {@code zone.<name>.*} over {@code mqtt.*}).
 *
 * @param maxPacketSize bytes, from client to broker
 * @param maxClientIdLength bytes of UTF-8
 * @param maxTopicLevels 0 = no bound
 * @param maxSubscriptions per session, 0 = no bound
 * @param sessionExpirySeconds for MQTT 3 clients without clean session, 0xFFFFFFFF = never
 * @param maxSessionExpirySeconds cap on what MQTT 5 clients ask for, 0xFFFFFFFF = no cap
 * @param serverKeepAliveSeconds imposed on clients, -1 = the client's own
 * @param keepAliveBackoff a client is closed after keep alive × backoff × 2
 * @param idleTimeoutMillis from accept to a whole CONNECT
 */
public record Zone(
    String name,
    SessionLimits session,
    int maxPacketSize,
    int maxClientIdLength,
    int maxTopicLevels,
    Qos maxQos,
    boolean retainAvailable,
    boolean wildcardAvailable,
    boolean sharedAvailable,
    boolean exclusiveAvailable,
    int maxSubscriptions,
    long sessionExpirySeconds,
    long maxSessionExpirySeconds,
    int serverKeepAliveSeconds,
    double keepAliveBackoff,
    long idleTimeoutMillis,
    boolean useUsernameAsClientId,
    boolean ignoreLoopDeliver) {

  /** What holds where nothing is configured. */
  public static Zone defaults(String name) {
    return new Zone(
        name,
        SessionLimits.DEFAULT,
        1 << 20,
        65_535,
        128,
        Qos.EXACTLY_ONCE,
        true,
        true,
        true,
        false,
        0,
        7_200,
        Connect.EXPIRY_NEVER,
        -1,
        0.75,
        10_000,
        false,
        false);
  }
}
