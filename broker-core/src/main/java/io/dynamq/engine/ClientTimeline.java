package io.dynamq.engine;

import io.dynamq.control.MessageFate.Outcome;
import io.dynamq.message.Subscription;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * When a client had a session and which subscriptions, from what it has now and what the history has.
 * What is older than the history counts as having always been.
 */
final class ClientTimeline {
  private final List<HistoryEvent> sessions = new ArrayList<>();
  private final Map<String, List<HistoryEvent>> byFilter = new TreeMap<>();
  private final Map<String, Subscription> current = new HashMap<>();
  private final long createdMicros;

  /** Why a message could not reach the client; microseconds. */
  record Gap(Outcome outcome, long atMicros, String words) {}

  /**
   * @param createdMicros of the session that there is, -1 if there is none
   */
  ClientTimeline(List<HistoryEvent> life, List<Subscription> now, long createdMicros) {
    this.createdMicros = createdMicros;
    now.forEach(
        one -> {
          current.put(one.filter().text(), one);
          byFilter.put(one.filter().text(), new ArrayList<>());
        });
    life.stream()
        .sorted(Comparator.comparingLong(HistoryEvent::atMicros))
        .forEach(
            event -> {
              if (event.topic() == null) {
                sessions.add(event);
              } else {
                byFilter.computeIfAbsent(event.topic(), key -> new ArrayList<>()).add(event);
              }
            });
  }

  /** Whether a filter that the client has, or had, matches. */
  boolean everMatched(TopicName topic) {
    return byFilter.keySet().stream().anyMatch(text -> TopicFilter.of(text).matches(topic));
  }

  /** When the client made a subscription that it has; 0 if the history does not reach so far. */
  long subscribedMicros(TopicFilter filter) {
    List<HistoryEvent> events = byFilter.getOrDefault(filter.text(), List.of());
    for (int i = events.size() - 1; i >= 0; i--) {
      if (isNew(events.get(i))) {
        return events.get(i).atMicros();
      }
    }
    return 0;
  }

  private static boolean isNew(HistoryEvent event) {
    return event.kind() == Kind.SUBSCRIBED && (event.number() & HistoryEvent.ANEW) != 0;
  }

  /** What stood between a message and the client. */
  Gap gap(TopicName topic, String publisher, String client, long micros) {
    Gap none = sessionGap(micros);
    if (none != null) {
      return none;
    }
    Gap best = new Gap(Outcome.NO_SUBSCRIPTION, 0, null);
    for (String text : byFilter.keySet()) {
      TopicFilter filter = TopicFilter.of(text);
      if (filter.matches(topic)) {
        Gap gap = subscriptionGap(text, micros);
        if (gap == null) {
          return matched(filter, micros, publisher.equals(client));
        }
        best = gap;
      }
    }
    return best;
  }

  private Gap sessionGap(long micros) {
    HistoryEvent last = last(sessions, micros);
    if (last != null) {
      return last.kind() == Kind.SESSION_CREATED
          ? null
          : new Gap(Outcome.SESSION_ENDED, last.atMicros(), last.words());
    }
    HistoryEvent next = next(sessions, micros);
    if (next != null) {
      return next.kind() == Kind.SESSION_CREATED
          ? new Gap(Outcome.NO_SESSION_YET, next.atMicros(), null)
          : null;
    }
    if (createdMicros < 0) {
      return new Gap(Outcome.NO_SESSION, 0, null);
    }
    return createdMicros > micros ? new Gap(Outcome.NO_SESSION_YET, createdMicros, null) : null;
  }

  /** Null if the client was subscribed. */
  private Gap subscriptionGap(String filter, long micros) {
    List<HistoryEvent> events = byFilter.get(filter);
    HistoryEvent last = last(events, micros);
    HistoryEvent session = last(sessions, micros);
    // A session that began since has none of the subscriptions of the one before.
    boolean before = last != null && (session == null || session.atMicros() <= last.atMicros());
    if (before) {
      return last.kind() == Kind.SUBSCRIBED
          ? null
          : new Gap(Outcome.UNSUBSCRIBED, last.atMicros(), filter);
    }
    HistoryEvent next = next(events, micros);
    if (next != null) {
      return isNew(next) ? new Gap(Outcome.NOT_SUBSCRIBED_YET, next.atMicros(), filter) : null;
    }
    return current.containsKey(filter)
        ? null
        : new Gap(Outcome.UNSUBSCRIBED, last == null ? 0 : last.atMicros(), filter);
  }

  private Gap matched(TopicFilter filter, long micros, boolean own) {
    HistoryEvent event = last(byFilter.get(filter.text()), micros);
    Subscription now = current.get(filter.text());
    long qos = event != null ? event.number() & 3 : now != null ? now.qos().value() : 1;
    if (own && now != null && now.noLocal()) {
      return new Gap(Outcome.NO_LOCAL, 0, filter.text());
    }
    if (qos == 0) {
      return new Gap(Outcome.AT_QOS_0, 0, filter.text());
    }
    Outcome outcome = filter.isShared() ? Outcome.ANOTHER_MEMBER : Outcome.NOT_NOTED;
    return new Gap(outcome, 0, filter.text());
  }

  private static HistoryEvent last(List<HistoryEvent> events, long micros) {
    HistoryEvent last = null;
    for (HistoryEvent each : events) {
      if (each.atMicros() <= micros) {
        last = each;
      }
    }
    return last;
  }

  private static HistoryEvent next(List<HistoryEvent> events, long micros) {
    for (HistoryEvent each : events) {
      if (each.atMicros() > micros) {
        return each;
      }
    }
    return null;
  }
}
