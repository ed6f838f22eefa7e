package io.dynamq.engine;

import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;

/**
 * A topic name {@code $delayed/<seconds>/<topic>} in its parts.
 *
 * @param number at most {@link #MAX_SECONDS}: seconds from now; above: a time in seconds since the
 *     epoch
 * @param topic where to publish
 */
record DelayedTopic(long number, TopicName topic) {
  /** The longest delay, as EMQX has it: about 49 days. */
  static final long MAX_SECONDS = 4_294_967;

  private static final String PREFIX = "$delayed/";
  private static final int MAX_DIGITS = 15;

  /** Whether a name asks for a delay, well-formed or not. */
  static boolean is(String name) {
    return name.startsWith(PREFIX);
  }

  /** Where the real topic begins; 0 if the name is no delayed one or has no topic. */
  static int prefixLength(String name) {
    return is(name) ? name.indexOf('/', PREFIX.length()) + 1 : 0;
  }

  /** Null if there is no number, no topic, or another delay behind the first. */
  static DelayedTopic parse(String name) {
    int start = prefixLength(name);
    String number = start == 0 ? "" : name.substring(PREFIX.length(), start - 1);
    if (number.isEmpty() || number.length() > MAX_DIGITS || !isDigits(number)) {
      return null;
    }
    try {
      TopicName topic = TopicName.of(name.substring(start));
      return is(topic.value()) ? null : new DelayedTopic(Long.parseLong(number), topic);
    } catch (InvalidTopicException e) {
      return null;
    }
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * When to publish what was sent at a time.
   *
   * @return microseconds since the epoch, -1 if that is too far ahead
   */
  long dueMicros(long sentMicros) {
    if (number <= MAX_SECONDS) {
      return sentMicros + number * 1_000_000;
    }
    if (number - sentMicros / 1_000_000 > MAX_SECONDS) {
      return -1;
    }
    // The fraction keeps ids of messages for one second apart and in their order.
    return Math.max(sentMicros, number * 1_000_000 + sentMicros % 1_000_000);
  }
}
