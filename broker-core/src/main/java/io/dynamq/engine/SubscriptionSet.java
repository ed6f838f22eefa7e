package io.dynamq.engine;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client's subscriptions by filter text. Written in the mailbox only, read by administration on
 * any thread; the map is made with the first subscription because many clients only publish.
 */
final class SubscriptionSet {
  private volatile Map<String, Subscription> byFilter = Map.of();

  /** Adds or replaces; the replaced one or null. */
  Subscription put(Subscription subscription) {
    if (byFilter.isEmpty()) {
      byFilter = new ConcurrentHashMap<>(1);
    }
    return byFilter.put(subscription.filter().text(), subscription);
  }

  /** The removed one or null. */
  Subscription remove(TopicFilter filter) {
    return byFilter.isEmpty() ? null : byFilter.remove(filter.text());
  }

  Subscription get(TopicFilter filter) {
    return byFilter.get(filter.text());
  }

  /** A snapshot. */
  List<Subscription> all() {
    return new ArrayList<>(byFilter.values());
  }

  int size() {
    return byFilter.size();
  }

  void clear() {
    byFilter = Map.of();
  }
}
