package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.store.StoredMessage;

/** Bounds of one session. */
public record SessionLimits(Receiving receiving, Sending sending, Queue queue, Excess excess) {
  private static final long SLACK_MIN = 1_024;
  private static final long SLACK_BYTES_MIN = 1 << 20;
  private static final int SLACK_SHARE = 8;


  /** What holds where nothing is configured. */
  public static final SessionLimits DEFAULT =
      new SessionLimits(
          new Receiving(100, 65_535, 0),
          new Sending(32, 32, false),
          new Queue(1_000_000, 0, 10_000, 16 << 20, true));

  /** With what holds of {@link Excess} where nothing is configured. */
  public SessionLimits(Receiving receiving, Sending sending, Queue queue) {
    this(receiving, sending, queue, Excess.DEFAULT);
  }

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

  /**
   * What is too much, and what then.
   *
   * @param maxAgeMillis after which a message that still waits is given up, 0 = never
   */
  public record Excess(long maxAgeMillis, OverflowPolicy overflow) {
    public static final Excess DEFAULT =
        new Excess(0, OverflowPolicy.of(Overflow.DROP_OLDEST));
  }

  public SessionLimits withExcess(Excess other) {
    return new SessionLimits(receiving, sending, queue, other);
  }

  /** Messages in memory: all that waits in a session that is not stored. */
  int memoryMessages(SessionProfile profile) {
    boolean all = !profile.isPersistent() && queue.maxMessages > 0;
    return all ? Math.min(queue.maxMemoryMessages, queue.maxMessages) : queue.maxMemoryMessages;
  }

  /** The same in bytes. */
  long memoryBytes(SessionProfile profile) {
    boolean all = !profile.isPersistent() && queue.maxBytes > 0;
    return all ? Math.min(queue.maxMemoryBytes, queue.maxBytes) : queue.maxMemoryBytes;
  }

  /** Whether the stored queue has a limit at all. */
  public boolean isBounded() {
    return queue.maxMessages > 0 || queue.maxBytes > 0;
  }

  /** Why a queue of this length takes no more, null if it does. */
  public DropReason fullBy(long messages, long bytes) {
    if (queue.maxMessages > 0 && messages >= queue.maxMessages) {
      return DropReason.QUEUE_FULL;
    }
    return queue.maxBytes > 0 && bytes >= queue.maxBytes ? DropReason.QUEUE_BYTES_FULL : null;
  }

  /** Which limit a queue of this length has crossed, null if none. */
  public DropReason overBy(long messages, long bytes) {
    if (queue.maxMessages > 0 && messages > queue.maxMessages) {
      return DropReason.QUEUE_FULL;
    }
    return queue.maxBytes > 0 && bytes > queue.maxBytes ? DropReason.QUEUE_BYTES_FULL : null;
  }

  /**
   * By how much a queue is longer than its limit, as a share of what it may be for a moment while its
   * oldest messages are read to be dropped: an eighth of the limit, at least 1,024 messages and 1 MB.
   * Above 1 it takes no more.
   */
  public double overshoot(long messages, long bytes) {
    double share = 0;
    if (queue.maxMessages > 0) {
      long slack = Math.max(SLACK_MIN, queue.maxMessages / SLACK_SHARE);
      share = (double) (messages - queue.maxMessages) / slack;
    }
    if (queue.maxBytes > 0) {
      long slack = Math.max(SLACK_BYTES_MIN, queue.maxBytes / SLACK_SHARE);
      share = Math.max(share, (double) (bytes - queue.maxBytes) / slack);
    }
    return share;
  }

  /** Why it is too late for a message that waits, null if it is not. */
  public DropReason lateness(StoredMessage stored, long nowMicros) {
    if (stored.message().isExpired(nowMicros / 1_000)) {
      return DropReason.EXPIRED;
    }
    return isTooOld(stored, nowMicros) ? DropReason.TOO_OLD : null;
  }

  /** Whether a message has waited longer than it may; by its place in the queue if it has one. */
  private boolean isTooOld(StoredMessage stored, long nowMicros) {
    return excess.maxAgeMillis > 0
        && (nowMicros - queuedMicros(stored)) / 1_000 >= excess.maxAgeMillis;
  }

  private static long queuedMicros(StoredMessage stored) {
    return stored.position() == null
        ? stored.message().arrivedMicros()
        : stored.position().sequence();
  }
}
