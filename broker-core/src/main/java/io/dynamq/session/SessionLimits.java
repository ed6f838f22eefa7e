package io.dynamq.session;

import io.dynamq.message.Qos;

/**
 * Bounds of one session.
 *
 * @param maxInflight unacknowledged deliveries to the client, at most its receive maximum
 * @param maxAwaitingRel QoS 2 publishes from the client whose PUBREL is missing; the receive maximum
 *     that MQTT 5 clients are told
 * @param maxTopicAlias highest alias a client may use, 0 = none
 * @param maxQueueMessages queued behind the window of a persistent session, 0 = no bound
 * @param maxQueueBytes likewise in bytes of payload and topic, 0 = no bound
 * @param maxMemoryMessages queued in memory: the whole queue of a session that ends with its
 *     connection, and the read-ahead of a persistent one
 * @param maxMemoryBytes likewise in bytes
 * @param upgradeQos deliver at the higher, not the lower, of both levels (EMQX upgrade_qos)
 */
public record SessionLimits(
    int maxInflight,
    int maxAwaitingRel,
    int maxTopicAlias,
    int maxQueueMessages,
    long maxQueueBytes,
    int maxMemoryMessages,
    long maxMemoryBytes,
    boolean upgradeQos) {

  /** What holds where nothing is configured. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(32, 100, 65_535, 1_000_000, 0, 10_000, 16 << 20, false);

  /** The level of a delivery: the lower of both, or the higher where the zone upgrades. */
  public Qos effectiveQos(Qos published, Qos subscribed) {
    Qos lower = published.min(subscribed);
    if (!upgradeQos) {
      return lower;
    }
    return lower == published ? subscribed : published;
  }

  /** Whether a queue of this length takes no more. */
  public boolean isFull(long messages, long bytes) {
    return maxQueueMessages > 0 && messages >= maxQueueMessages
        || maxQueueBytes > 0 && bytes >= maxQueueBytes;
  }
}
