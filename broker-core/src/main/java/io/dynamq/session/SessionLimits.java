package io.dynamq.session;

import io.dynamq.message.Qos;

/** Bounds of one session. */
public record SessionLimits(Receiving receiving, Sending sending, Queue queue) {

  /** What holds where nothing is configured. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          new Receiving(100, 65_535, 0),
          new Sending(32, 32, false),
          new Queue(1_000_000, 0, 10_000, 16 << 20, true));

  /**
   * What the client may publish.
   *
   * @param maxAwaitingRel QoS 2 publishes whose PUBREL is missing; the receive maximum that MQTT 5
   *     clients are told
   * @param maxTopicAlias highest alias, 0 = none
   * @param awaitRelMillis how long a QoS 2 identifier is remembered without PUBREL while its client
   *     is connected, 0 = for ever
   */
  public record Receiving(int maxAwaitingRel, int maxTopicAlias, long awaitRelMillis) {}

  /**
   * What the client is sent.
   *
   * @param maxInflight unacknowledged deliveries, at most the client's receive maximum
   * @param maxTopicAlias aliases that are used for it, at most its topic alias maximum, 0 = none
   * @param upgradeQos deliver at the higher, not the lower, of both levels (EMQX upgrade_qos)
   */
  public record Sending(int maxInflight, int maxTopicAlias, boolean upgradeQos) {}

  /**
   * What waits behind the window.
   *
   * @param maxMessages of a persistent session, 0 = no bound
   * @param maxBytes likewise in bytes of payload, topic and properties, 0 = no bound
   * @param maxMemoryMessages queued in memory: the whole queue of a session that ends with its
   *     connection, and the read-ahead of a persistent one
   * @param maxMemoryBytes likewise in bytes
   * @param storesQos0 whether QoS 0 waits for a client that is busy (EMQX mqueue_store_qos0)
   */
  public record Queue(
      int maxMessages,
      long maxBytes,
      int maxMemoryMessages,
      long maxMemoryBytes,
      boolean storesQos0) {}

  /** The level of a delivery: the lower of both, or the higher where the zone upgrades. */
  public Qos effectiveQos(Qos published, Qos subscribed) {
    Qos lower = published.min(subscribed);
    if (!sending.upgradeQos) {
      return lower;
    }
    return lower == published ? subscribed : published;
  }

  /** Whether a queue of this length takes no more. */
  public boolean isFull(long messages, long bytes) {
    return queue.maxMessages > 0 && messages >= queue.maxMessages
        || queue.maxBytes > 0 && bytes >= queue.maxBytes;
  }
}
