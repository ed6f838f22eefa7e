package io.dynamq.engine;

import io.dynamq.message.MessageId;
import io.dynamq.topic.TopicName;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics whose retained message was set or cleared while it was not known what the store has. What
 * that has of them from before must not come back, and it has yet to hear of the change. Any thread.
 */
final class BlindChanges {
  private static final Logger LOG = LoggerFactory.getLogger(BlindChanges.class);
  private static final int MAX_TOPICS = 100_000;

  private final Map<TopicName, MessageId> changed = new HashMap<>();
  private boolean over;
  private boolean told;

  /**
   * @param asOf of the message that set or cleared it
   * @return false if the store can be written to by now
   */
  synchronized boolean note(TopicName topic, MessageId asOf) {
    if (over) {
      return false;
    }
    if (changed.size() < MAX_TOPICS || changed.containsKey(topic)) {
      changed.merge(topic, asOf, (a, b) -> a.compareTo(b) < 0 ? b : a);
    } else if (!told) {
      told = true;
      LOG.warn(
          "more than {} retained messages were changed while the store was not there; the store will"
              + " not hear of the others",
          MAX_TOPICS);
    }
    return true;
  }

  /** Whether a message of the store is older than what happened here. */
  synchronized boolean isOutdated(TopicName topic, MessageId stored) {
    MessageId asOf = changed.get(topic);
    return asOf != null && stored.compareTo(asOf) <= 0;
  }

  /** Nothing is noted any more; what was. */
  synchronized Set<TopicName> end() {
    over = true;
    return Set.copyOf(changed.keySet());
  }
}
