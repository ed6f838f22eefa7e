package io.dynamq.engine;

import io.dynamq.control.MessageFate;
import io.dynamq.control.MessageFate.Outcome;
import io.dynamq.control.WhyQuestion;
import io.dynamq.control.WhyReport;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.Subscription;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.FilterRelation;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What session, queue, ledger and history say about one question. One thread at a time. */
final class WhyFacts {
  /** Messages that one answer may be about, and publications that it may have to look at. */
  private static final int MESSAGES_MAX = 10_000;

  private static final int PUBLICATIONS_MAX = 200_000;

  /** Groups whose queues are read. */
  private static final int GROUPS_MAX = 100;

  private final WhyQuestion question;
  private final SessionNow session;
  private final long nowMillis;
  private final Map<Position, Integer> inflight = new HashMap<>();
  private final Map<MessageId, Trace> traces = new HashMap<>();
  private final List<HistoryEvent> publications = new ArrayList<>();
  private final List<HistoryEvent> refused = new ArrayList<>();
  private final List<HistoryEvent> life = new ArrayList<>();
  private long before;
  private long waiting;
  private long lost;
  private boolean cut;

  /**
   * The session as it is now.
   *
   * @param view null if there is none
   */
  record SessionNow(
      WhyReport.Session view, List<Subscription> subscriptions, InflightSnapshot inflight) {
    static final SessionNow NONE = new SessionNow(null, List.of(), InflightSnapshot.EMPTY);
  }

  WhyFacts(WhyQuestion question, SessionNow session, long nowMillis) {
    this.nowMillis = nowMillis;
    this.question = question;
    this.session = session;
    for (InflightSnapshot.Outbound one : session.inflight().outbound()) {
      inflight.put(one.position(), one.packetId());
    }
  }

  /** Messages of the stored queue, in its order. */
  void queued(List<StoredMessage> page) {
    for (StoredMessage stored : page) {
      Integer packetId = inflight.get(stored.position());
      boolean finished =
          stored.isVoid()
              || packetId == null && stored.position().compareTo(session.inflight().sentThrough()) <= 0;
      if (!finished) {
        // Nobody has looked at it since; it goes when its client comes.
        boolean expired = packetId == null && stored.message().isExpired(nowMillis);
        Trace trace = of(stored.message());
        if (trace != null) {
          trace.qos = stored.qos();
          trace.packetId = packetId == null ? 0 : packetId;
          trace.behind = packetId == null ? before : -1;
          trace.expired = expired ? stored.message().expiresAtMillis() * 1_000 : 0;
        }
        before += expired ? 0 : 1;
        waiting += packetId == null ? 1 : 0;
      }
    }
  }

  /** Shared subscriptions of the client, as the names of their groups' queues. */
  List<String> groups() {
    return session.subscriptions().stream()
        .map(Subscription::filter)
        .filter(filter -> filter.isShared() && (question.topics() == null || concerns(filter)))
        .map(TopicFilter::text)
        .limit(GROUPS_MAX)
        .toList();
  }

  private boolean concerns(TopicFilter filter) {
    return FilterRelation.overlap(filter.path(), question.topics().path());
  }

  /**
   * Messages of a group's queue, in its order.
   *
   * @param before how many come before the page
   */
  void waitsForGroup(String group, List<StoredMessage> page, int before) {
    int place = before;
    for (StoredMessage stored : page) {
      Trace trace = stored.isVoid() ? null : of(stored.message());
      if (trace != null) {
        trace.group = group;
        trace.groupBehind = place;
        if (stored.message().isExpired(nowMillis)) {
          trace.expired = stored.message().expiresAtMillis() * 1_000;
        }
      }
      place++;
    }
  }

  /** Of the client, or of a group that it is a member of. */
  void givenUp(LedgerEntry entry) {
    Trace trace = of(entry.delivery().message());
    if (trace != null && trace.givenUp == null) {
      trace.givenUp = entry;
    }
  }

  private Trace of(Message message) {
    Trace trace = trace(message.id(), message.topic().value());
    if (trace != null) {
      trace.publisher = message.sender();
    }
    return trace;
  }

  /** Null if nobody asks for it, or if there are too many. */
  private Trace trace(MessageId id, String topic) {
    if (!isAsked(id, topic)) {
      return null;
    }
    Trace known = traces.get(id);
    if (known == null && traces.size() >= MESSAGES_MAX) {
      cut = true;
      return null;
    }
    return known != null ? known : traces.computeIfAbsent(id, key -> new Trace(id, topic));
  }

  private boolean isAsked(MessageId id, String topic) {
    return (question.messageId() == null || question.messageId().equals(id))
        && id.micros() >= question.sinceMillis() * 1_000
        && isAsked(topic);
  }

  private boolean isAsked(String topic) {
    return question.topics() == null || question.topics().matches(TopicName.of(topic));
  }

  void happened(HistoryEvent event) {
    boolean own = event.client().equals(question.clientId());
    switch (event.kind()) {
      case PUBLISHED -> {
        if (isAsked(event.messageId(), event.topic())) {
          add(publications, event, PUBLICATIONS_MAX);
        }
      }
      case REFUSED -> {
        if (question.messageId() == null && isAsked(event.topic())) {
          add(refused, event, MESSAGES_MAX);
        }
      }
      case SENT, ACKNOWLEDGED -> {
        if (own) {
          delivery(event);
        }
      }
      case SESSION_CREATED, SESSION_ENDED, SUBSCRIBED, UNSUBSCRIBED -> {
        if (own) {
          add(life, event, PUBLICATIONS_MAX);
        }
      }
      case LOST -> lost += event.number();
    }
  }

  private void add(List<HistoryEvent> to, HistoryEvent event, int max) {
    if (to.size() < max) {
      to.add(event);
    } else {
      cut = true;
    }
  }

  private void delivery(HistoryEvent event) {
    Trace trace = trace(event.messageId(), event.topic());
    if (trace == null) {
      return;
    }
    if (event.kind() == HistoryEvent.Kind.SENT) {
      trace.sent = Math.max(trace.sent, event.atMicros());
    } else {
      trace.acknowledged = event.atMicros();
    }
  }

  /** Call when all is known. */
  WhyReport report(boolean topicsRecorded) {
    ClientTimeline timeline =
        new ClientTimeline(
            life,
            session.subscriptions(),
            session.view() == null ? -1 : session.view().createdAt() * 1_000);
    List<MessageFate> fates = new ArrayList<>();
    for (HistoryEvent each : publications) {
      published(each, timeline, fates);
    }
    traces.values().forEach(trace -> add(trace, fates));
    for (HistoryEvent each : refused) {
      if (question.topics() != null || timeline.everMatched(TopicName.of(each.topic()))) {
        fates.add(refusal(each));
      }
    }
    fates.sort(
        Comparator.comparingLong(MessageFate::publishedAt)
            .thenComparing(fate -> fate.messageId() == null ? "" : fate.messageId()));
    boolean tooMany = fates.size() > MESSAGES_MAX;
    return new WhyReport(
        session.view() == null ? null : session.view().withQueued(waiting),
        filters(timeline),
        tooMany ? fates.subList(fates.size() - MESSAGES_MAX, fates.size()) : fates,
        lost,
        cut || tooMany,
        topicsRecorded);
  }

  private void published(HistoryEvent event, ClientTimeline timeline, List<MessageFate> fates) {
    Trace trace = traces.get(event.messageId());
    if (trace != null) {
      trace.publisher = event.client();
      if (trace.fate() != null) {
        return;
      }
    }
    TopicName topic = TopicName.of(event.topic());
    boolean named = question.topics() != null || question.messageId() != null;
    if (!named && !timeline.everMatched(topic)) {
      return;
    }
    Trace untouched = new Trace(event.messageId(), event.topic());
    untouched.publisher = event.client();
    ClientTimeline.Gap gap =
        timeline.gap(topic, event.client(), question.clientId(), event.atMicros());
    fates.add(untouched.fate(gap.outcome(), gap.atMicros(), gap.words()));
  }

  private static void add(Trace trace, List<MessageFate> fates) {
    MessageFate fate = trace.fate();
    if (fate != null) {
      fates.add(fate);
    }
  }

  private static MessageFate refusal(HistoryEvent event) {
    long at = event.atMicros() / 1_000;
    return new MessageFate(
        null, event.topic(), event.client(), at, Outcome.REFUSED, at, 0, 0, 0, event.words());
  }

  private List<WhyReport.Filter> filters(ClientTimeline timeline) {
    return session.subscriptions().stream()
        .map(
            one ->
                new WhyReport.Filter(
                    one.filter().text(),
                    one.qos().value(),
                    timeline.subscribedMicros(one.filter()) / 1_000))
        .sorted(Comparator.comparing(WhyReport.Filter::filter))
        .toList();
  }
}
