package io.dynamq.dynamo.backend;

import io.dynamq.topic.TopicFilter;

/**
 * One hook line.
 *
 * @param ordinal the number behind the event: rules of one event run in this order
 * @param topic the filter it is limited to, null for all
 * @param pool the pool whose tables it uses
 * @param limits of a fetch or of the life of what it writes
 */
record HookRule(
    HookEvent event,
    int ordinal,
    HookFunction function,
    String topic,
    String pool,
    Limits limits) {

  /** What a rule may set beyond EMQX's keys. */
  record Limits(OfflineOptions offline, long expiredSeconds) {
    static final Limits NONE = new Limits(OfflineOptions.NONE, 0);
  }

  /**
   * EMQX's rule for a topic name or a subscription's filter path: {@code #} does not cover what
   * starts with {@code $}.
   */
  boolean covers(String path) {
    return topic == null || TopicFilter.matches(topic, path);
  }
}
