package io.dynamq.routing;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Retained messages by topic. Any thread; nothing takes a lock.
 *
 * <p><b>Problem.</b> A wildcard subscription must find its retained messages among a million topics
 * without looking at all of them, without a limit on how many it finds, and without holding an
 * event loop while it does.
 *
 * <p><b>Shape.</b> One sorted map, ordered level by level: the slash sorts below every other
 * character, so a topic and all topics under it are neighbours. A lookup walks the map and, at each
 * topic that does not match, lets {@link RetainedSeek} say where the next match can be at the
 * earliest. It yields pages; between pages nothing is held, so the index may change and a lookup
 * still sees every topic that is there throughout. Messages that expire are listed once more by
 * time, so a sweep looks only at what is due; that list may lag behind and each entry is checked.
 *
 * <p><b>Invariant.</b> Of two messages for one topic the one with the greater {@link MessageId}
 * stays, whatever the order in which they arrive.
 */
public final class RetainedIndex {
  /** Topics that one page looks at for each message it may return. */
  private static final int LOOKS_PER_MESSAGE = 4;

  private static final int LOOKS_MIN = 256;

  private final NavigableMap<String, Message> byTopic =
      new ConcurrentSkipListMap<>(RetainedSeek.LEVEL_ORDER);
  private final NavigableMap<Due, Message> byExpiry = new ConcurrentSkipListMap<>();
  private final LongAdder count = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  /** A message's place in the order of expiry; ids tell equal times apart. */
  private record Due(long millis, MessageId id, String topic) implements Comparable<Due> {
    private static final Comparator<Due> ORDER =
        Comparator.comparingLong(Due::millis).thenComparing(Due::id).thenComparing(Due::topic);

    static Due of(Message message) {
      return new Due(message.expiresAtMillis(), message.id(), message.topic().value());
    }

    @Override
    public int compareTo(Due other) {
      return ORDER.compare(this, other);
    }
  }

  /**
   * A part of a lookup's result.
   *
   * @param messages in the order of their topics, expired ones included; may be fewer than asked
   *     for, even none, while more follow
   * @param next pass it as {@code afterTopic} to go on; null when the lookup is complete
   */
  public record Page(List<Message> messages, String next) {}

  /**
   * Keeps this message for its topic.
   *
   * @return the message that gave way: the replaced one, null if there was none, or the argument
   *     itself if the topic has a newer message
   */
  public Message put(Message message) {
    String topic = message.topic().value();
    while (true) {
      Message before = byTopic.get(topic);
      if (before != null && before.id().compareTo(message.id()) > 0) {
        return message;
      }
      boolean done =
          before == null
              ? byTopic.putIfAbsent(topic, message) == null
              : byTopic.replace(topic, before, message);
      if (done) {
        // In this order, because the same message may be put twice.
        if (before != null) {
          gone(before);
        }
        added(message);
        return before;
      }
    }
  }

  /** Removes the message of a topic and returns it; null if there was none. */
  public Message remove(TopicName topic) {
    Message before = byTopic.remove(topic.value());
    if (before != null) {
      gone(before);
    }
    return before;
  }

  private void added(Message message) {
    count.increment();
    bytes.add(message.size());
    if (message.expiresAtMillis() != Message.NEVER) {
      byExpiry.put(Due.of(message), message);
    }
  }

  private void gone(Message message) {
    count.decrement();
    bytes.add(-message.size());
    if (message.expiresAtMillis() != Message.NEVER) {
      byExpiry.remove(Due.of(message));
    }
  }

  /** The message of a topic, expired or not; null if there is none. */
  public Message get(TopicName topic) {
    return byTopic.get(topic.value());
  }

  /** Number of topics that have a message. */
  public long count() {
    return count.sum();
  }

  /** Bytes of payload, topic and properties of all messages. */
  public long bytes() {
    return bytes.sum();
  }

  /**
   * The next part of what matches a filter. One call looks at a bounded number of topics.
   *
   * @param afterTopic null for the first page, then {@link Page#next}
   * @param max most messages to return, at least 1
   */
  public Page match(TopicFilter filter, String afterTopic, int max) {
    List<Message> found = new ArrayList<>();
    RetainedSeek seek = new RetainedSeek(filter.path());
    Map.Entry<String, Message> entry =
        ceiling(afterTopic == null ? seek.first() : seek.after(afterTopic));
    long looks = Math.max(LOOKS_MIN, (long) max * LOOKS_PER_MESSAGE);
    while (entry != null) {
      String topic = entry.getKey();
      boolean matches = seek.matches(topic);
      if (matches) {
        found.add(entry.getValue());
      }
      if (found.size() == max || --looks == 0) {
        return new Page(found, topic);
      }
      entry = matches ? byTopic.higherEntry(topic) : ceiling(seek.next(topic));
    }
    return new Page(found, null);
  }

  private Map.Entry<String, Message> ceiling(String topic) {
    return topic == null ? null : byTopic.ceilingEntry(topic);
  }

  /**
   * Whether a lookup that has come so far still has to find this topic.
   *
   * @param afterTopic as for {@link #match}
   */
  public static boolean isAhead(TopicName topic, String afterTopic) {
    return afterTopic == null || RetainedSeek.LEVEL_ORDER.compare(topic.value(), afterTopic) > 0;
  }

  /**
   * Removes messages whose time is up, oldest first; costs nothing when none is due.
   *
   * @param max most messages to remove in this call
   * @return those removed
   */
  public List<Message> removeExpired(long nowMillis, int max) {
    List<Message> removed = new ArrayList<>();
    while (removed.size() < max) {
      Map.Entry<Due, Message> first = byExpiry.firstEntry();
      if (first == null || first.getKey().millis() > nowMillis) {
        break;
      }
      byExpiry.remove(first.getKey());
      Message message = first.getValue();
      if (byTopic.remove(message.topic().value(), message)) {
        count.decrement();
        bytes.add(-message.size());
        removed.add(message);
      }
    }
    return removed;
  }
}
