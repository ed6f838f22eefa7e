package io.dynamq.dynamo.simulation;

import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;

/** A subscription as its client sees it. Moments are microseconds. */
final class Grant {
  final String filter;
  final int qos;

  /** When it was asked for. */
  final long asked;

  /** When SUBACK came. */
  long since = Sent.NEVER;

  /** When its end was asked for. */
  long until = Sent.NEVER;

  /** When UNSUBACK came, or the session's end was answered. */
  long over = Sent.NEVER;

  private final TopicFilter parsed;

  /** Whether each message comes to one of the group only. */
  private final boolean shared;

  Grant(String filter, int qos, long asked) {
    this.filter = filter;
    this.qos = qos;
    this.asked = asked;
    shared = filter.startsWith("$share/");
    parsed = TopicFilter.of(shared ? filter.substring(filter.indexOf('/', 7) + 1) : filter);
  }

  boolean matches(TopicName topic) {
    return parsed.matches(topic);
  }

  /** Whether it held when the message was first sent, and does now. */
  boolean isGivenAt(Sent message) {
    return !shared && matches(message.topic) && since <= message.since && until == Sent.NEVER;
  }

  /**
   * Whether the message must come for it. After an UNSUBSCRIBE what waits may be dropped [MQTT 5
   * section 3.10.4].
   */
  boolean covers(Sent message) {
    return !shared
        && matches(message.topic)
        && since <= message.since
        && message.expirySeconds < 0
        && !message.isWill
        && message.isAcknowledged()
        && until == Sent.NEVER
        && Math.min(qos, message.qos) > 0;
  }

  /** Whether the message may come for it. */
  boolean allows(Sent message) {
    return matches(message.topic) && (over == Sent.NEVER || message.since < over);
  }

  void endAsked(long now) {
    until = Math.min(until, now);
  }
}
