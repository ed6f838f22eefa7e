package io.dynamq.engine;

import io.dynamq.routing.Subscriber;
import io.dynamq.routing.SubscriptionTable;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.topic.TopicName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Receivers whose queue is full and whose publishers are refused for it, so that a publisher can be
 * refused before anybody gets its message. Asking costs one read while nobody is full. Any thread.
 */
final class FullQueues {
  private final Map<Subscriber, OverflowPolicy> full = new ConcurrentHashMap<>();
  private volatile boolean any;

  /** Takes note of a receiver's state where it may have changed. */
  void note(Subscriber receiver, OverflowPolicy policy, boolean isFull) {
    if (isFull ? full.put(receiver, policy) == null : full.remove(receiver) != null) {
      any = !full.isEmpty();
      if (!any && !full.isEmpty()) {
        any = true;
      }
    }
  }

  /** The receiver's queue is gone, or another object's. */
  void forget(Subscriber receiver) {
    note(receiver, null, false);
  }

  /** Whether a message of this topic is for one that refuses its publisher. */
  boolean refuse(TopicName topic, SubscriptionTable table) {
    return any
        && table.reaches(
            topic,
            receiver -> {
              OverflowPolicy policy = full.get(receiver);
              return policy != null && policy.of(topic) == Overflow.REJECT_PUBLISHER;
            });
  }
}
