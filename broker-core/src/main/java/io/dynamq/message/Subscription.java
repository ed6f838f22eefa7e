package io.dynamq.message;

import io.dynamq.topic.TopicFilter;

/**
 * One subscription of one client with its options [MQTT 5 section 3.8.3.1].
 *
 * @param identifier the subscription identifier, 0 if none
 */
public record Subscription(
    TopicFilter filter,
    Qos qos,
    boolean noLocal,
    boolean retainAsPublished,
    RetainHandling retainHandling,
    int identifier) {

  /** When retained messages are sent for a SUBSCRIBE; the ordinal is the wire value. */
  public enum RetainHandling {
    SEND,
    SEND_IF_NEW,
    DO_NOT_SEND;

    private static final RetainHandling[] ALL = values();

    /** Null if the value is none of 0, 1, 2. */
    public static RetainHandling of(int value) {
      return value >= 0 && value < ALL.length ? ALL[value] : null;
    }
  }

  /** A subscription as MQTT 3 clients make it. */
  public static Subscription of(TopicFilter filter, Qos qos) {
    return new Subscription(filter, qos, false, false, RetainHandling.SEND, 0);
  }

  /** The same options for another filter. */
  public Subscription with(TopicFilter other) {
    return new Subscription(other, qos, noLocal, retainAsPublished, retainHandling, identifier);
  }

  /** The options as the wire packs them: qos, no local, retain as published, retain handling. */
  public int packedOptions() {
    return qos.value()
        | (noLocal ? 4 : 0)
        | (retainAsPublished ? 8 : 0)
        | retainHandling.ordinal() << 4;
  }

  /**
   * @throws IllegalArgumentException if the packed byte holds a reserved value
   */
  public static Subscription unpack(TopicFilter filter, int packed, int identifier) {
    Qos qos = Qos.of(packed & 3);
    RetainHandling handling = RetainHandling.of(packed >> 4 & 3);
    if (qos == null || handling == null || packed >> 6 != 0) {
      throw new IllegalArgumentException("reserved subscription options: " + packed);
    }
    return new Subscription(
        filter, qos, (packed & 4) != 0, (packed & 8) != 0, handling, identifier);
  }
}
