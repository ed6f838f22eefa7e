package io.dynamq.server.proof.ledger;

import io.dynamq.server.proof.ledger.Incident.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What one subscriber, or one shared group, was delivered. */
public final class Deliveries {
  private static final long NEVER = Long.MIN_VALUE;

  private final String who;
  private final int qos;
  private final boolean shared;
  private final List<PublisherLog> publishers;
  private final Incidents incidents;
  private final List<BitSet> seen = new ArrayList<>();

  /** When the subscriber last heard of each QoS 2 message: PUBLISH, or PUBREL. */
  private final long[][] told;
  private final int[][] highest;
  private final List<Span> spans = new ArrayList<>();
  private long delivered;
  private long duplicates;
  private long duplicatesUnmarked;

  /** A time between SUBACK and UNSUBSCRIBE. */
  private record Span(long from, long to) {}

  /**
   * Nothing yet.
   *
   * @param qos of the subscription
   */
  public Deliveries(
      String who, int qos, boolean shared, List<PublisherLog> publishers, Incidents incidents) {
    this.who = who;
    this.qos = qos;
    this.shared = shared;
    this.publishers = publishers;
    this.incidents = incidents;
    publishers.forEach(publisher -> seen.add(new BitSet()));
    told = new long[publishers.size()][0];
    highest = new int[publishers.size()][Workload.TOPICS];
    for (int[] row : highest) {
      Arrays.fill(row, -1);
    }
  }

  /** Whose they are. */
  public String who() {
    return who;
  }

  /** A message has come to the application. */
  public synchronized void delivered(Workload.Key key, boolean dup, long now) {
    PublisherLog publisher = publishers.get(key.publisher());
    delivered++;
    BitSet before = seen.get(key.publisher());
    if (before.get(key.number())) {
      again(key, dup, publisher);
      tell(key, now);
      return;
    }
    tell(key, now);
    before.set(key.number());
    if (shared || Workload.part(key.number()) != Workload.Part.STEADY) {
      return;
    }
    int place = Workload.place(key.number());
    int[] last = highest[key.publisher()];
    if (key.number() < last[place]) {
      incidents.add(
          Kind.REORDERED,
          who + " got " + key + " after p" + key.publisher() + "#" + last[place],
          publisher.sentAt(key.number()));
    }
    last[place] = Math.max(last[place], key.number());
  }

  private void tell(Workload.Key key, long now) {
    if (qos == 2 && publishers.get(key.publisher()).qos() == 2) {
      long[] known = told[key.publisher()];
      if (key.number() >= known.length) {
        int more = Math.max(2 * known.length, key.number() + 1);
        known = Arrays.copyOf(known, more);
        told[key.publisher()] = known;
      }
      known[key.number()] = now;
    }
  }

  /** PUBREL has come: the broker will not send the message again. */
  public synchronized void released(Workload.Key key, long now) {
    tell(key, now);
  }

  private void again(Workload.Key key, boolean dup, PublisherLog publisher) {
    boolean toggled = Workload.part(key.number()) == Workload.Part.TOGGLED;
    if (Math.min(publisher.qos(), toggled ? 1 : qos) == 2) {
      incidents.add(
          new Incident(
              shared ? Kind.SHARED_TWICE : Kind.TWICE,
              who + " got " + key + " twice",
              publisher.sentAt(key.number()),
              told[key.publisher()][key.number()]));
      return;
    }
    duplicates++;
    if (!dup) {
      duplicatesUnmarked++;
    }
  }

  /** It was subscribed to the toggled messages from the one to the other. */
  public synchronized void subscribed(long from, long to) {
    spans.add(new Span(from, to));
  }

  /** How many are owed and have not come, steady ones only. */
  public synchronized int missing() {
    int missing = 0;
    for (PublisherLog publisher : publishers) {
      BitSet came = seen.get(publisher.publisher());
      for (int i = 0; i < publisher.sent(); i++) {
        if (Workload.part(i) == Workload.Part.STEADY
            && publisher.ackedAt(i) != 0
            && !came.get(i)) {
          missing++;
        }
      }
    }
    return missing;
  }

  /** Writes down what has not come and never will; returns how many were owed. */
  public synchronized long judge() {
    long owed = 0;
    for (PublisherLog publisher : publishers) {
      BitSet came = seen.get(publisher.publisher());
      for (int i = 0; i < publisher.sent(); i++) {
        long since = owedSince(publisher, i);
        if (since != NEVER) {
          owed++;
          if (!came.get(i)) {
            incidents.add(
                new Incident(
                    Kind.LOST,
                    who + " never got " + new Workload.Key(publisher.publisher(), i),
                    publisher.ackedAt(i),
                    since));
          }
        }
      }
    }
    return owed;
  }

  /** When the last acknowledgement came without which it would not be owed. */
  private long owedSince(PublisherLog publisher, int number) {
    long acked = publisher.ackedAt(number);
    if (acked == 0) {
      return NEVER;
    }
    return switch (Workload.part(number)) {
      case STEADY -> acked;
      case TOGGLED -> {
        long sent = publisher.sentAt(number);
        yield spans.stream()
            .filter(span -> sent > span.from() && acked < span.to())
            .mapToLong(Span::from)
            .findFirst()
            .orElse(NEVER);
      }
      case RETAINED -> NEVER;
    };
  }

  /** How many came, repetitions included. */
  public synchronized long count() {
    return delivered;
  }

  /** QoS 1 messages that came again. */
  public synchronized long duplicates() {
    return duplicates;
  }

  /** Those of them without DUP: the publisher repeated them, so the broker took them for new. */
  public synchronized long duplicatesUnmarked() {
    return duplicatesUnmarked;
  }
}
