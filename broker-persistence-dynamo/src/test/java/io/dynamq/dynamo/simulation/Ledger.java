package io.dynamq.dynamo.simulation;

import io.dynamq.packet.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What was promised, and whether it was kept. */
final class Ledger {
  private final Schedule schedule;
  private final Map<String, Sent> messages = new LinkedHashMap<>();
  private final Map<ReasonCode, Integer> refusals = new HashMap<>();

  /** A moment, in microseconds, at which what was young may have gone. */
  private record Excuse(long moment) {
    /** Clients hear of things up to 200 ms after they happened. */
    boolean covers(long moment, long age) {
      return this.moment - age <= moment && moment <= this.moment + 400_000;
    }
  }

  private static final long FSYNC_MICROS = 110_000;
  private static final long AFTERMATH_MICROS = 1_500_000;

  /** What is on its way to a client may come that late. */
  private static final long NEWS_MICROS = 1_000_000;

  private final List<Excuse> excuses = new ArrayList<>();

  /**
   * Moments at which a QoS 2 publish that is under way may fail for some of its receivers. What
   * others have they keep, and its repetition is new: a known limit, see docs/simulation.md.
   */
  private final List<Long> splits = new ArrayList<>();

  /** A time in which rows went past a log that could not be written; microseconds. */
  private record Unlogged(long from, long until) {}

  private final List<Unlogged> unlogged = new ArrayList<>();

  /** The members of the shared group. */
  final List<Client> group = new ArrayList<>();

  private final Rules rules;

  Ledger(Schedule schedule, Rules rules) {
    this.schedule = schedule;
    this.rules = rules;
  }

  void sent(Sent message) {
    if (!message.empty) {
      messages.put(message.payload(), message);
    }
  }

  int sent() {
    return messages.size();
  }

  void refused(ReasonCode code) {
    refusals.merge(code, 1, Integer::sum);
  }

  /** Something has happened that may have taken what was acknowledged in the last moments. */
  void excuse() {
    excuses.add(new Excuse(schedule.micros()));
  }

  /** A log is gone or cannot be written, or a receiver has gone to another node. */
  void mayBeSplit() {
    splits.add(schedule.micros());
  }

  /**
   * A disk is full: a kill before its log is emptied brings back what rows were before, so what was
   * delivered, or what PUBREC came for, meanwhile may come again: a known limit, see
   * docs/durability.md.
   */
  void cannotLog(long micros) {
    unlogged.add(
        new Unlogged(schedule.micros(), schedule.micros() + micros + AFTERMATH_MICROS));
  }

  /** Whether rows go past a log now. */
  boolean isUnlogged() {
    return wasUnlogged(schedule.micros(), schedule.micros());
  }

  /** Whether rows went past a log at some time between the two. */
  private boolean wasUnlogged(long from, long until) {
    return unlogged.stream().anyMatch(time -> time.from <= until && from <= time.until);
  }

  void sessionLost(Client client) {
    if (rules.keepsAll() && !isExcused(client.cleanSince, FSYNC_MICROS)) {
      throw new AssertionError(client.id + " has lost its session");
    }
  }

  private boolean isExcused(long moment, long age) {
    return excuses.stream().anyMatch(excuse -> excuse.covers(moment, age));
  }

  // ---- what must hold at any moment

  /** Of what came since the last look, from this index on. */
  void check(Client client, int from) {
    for (int i = from; i < client.inbox.size(); i++) {
      Client.Delivered one = client.inbox.get(i);
      Sent message = messages.get(one.payload());
      if (message == null) {
        throw new AssertionError(client.id + " got what nobody sent: " + one);
      }
      message.came(one.micros());
      checkWanted(client, one, message);
      checkTime(client, one, message);
      checkOnce(client, i, one);
      if (message.isOfGroup()) {
        checkGroup(client, one, message);
      } else if (message.isOrdered()) {
        checkOrder(client, i, message);
      }
    }
  }

  /**
   * What is delayed does not come early, what has expired not at all but for its repetition; at
   * QoS 2 a delivery that has begun may wait for the store.
   */
  private void checkTime(Client client, Client.Delivered one, Sent message) {
    if (one.micros() < message.since + message.delaySeconds * 1_000_000) {
      throw new AssertionError(client.id + " got " + one + " too early");
    }
    boolean late =
        message.expirySeconds >= 0
            && message.isAcknowledged()
            && one.micros()
                > message.acknowledged + message.expirySeconds * 1_000_000 + NEWS_MICROS;
    if (late && one.qos() == 1 && !one.dup() && rules.nodes() == 1) {
      throw new AssertionError(client.id + " got " + one + " though it has expired");
    }
  }

  /** At QoS 2, for exactly one member. */
  private void checkGroup(Client client, Client.Delivered one, Sent message) {
    if (one.qos() < 2 || rules.nodes() > 1 || splits.stream().anyMatch(message::wasUnderWayAt)) {
      return;
    }
    for (Client other : group) {
      boolean too =
          other != client
              && other.inbox.stream()
                  .anyMatch(
                      any ->
                          any.payload().equals(one.payload())
                              && !isExcused(any.micros(), AFTERMATH_MICROS));
      if (too) {
        throw new AssertionError(client.id + " got " + one + ", which " + other.id + " had, too");
      }
    }
  }

  private void checkWanted(Client client, Client.Delivered one, Sent message) {
    if (!rules.keepsAll()) {
      // The end of a subscription may be in the log of the node before only.
      return;
    }
    boolean wanted =
        client.grants.stream()
            .anyMatch(grant -> grant.allows(message) || mayBeBack(grant, message));
    if (!wanted) {
      throw new AssertionError(
          client.id + " got " + one + ", for which it has no subscription any more");
    }
    boolean before =
        client.cleanSince >= 0
            && message.acknowledged < client.cleanAsked
            && one.micros() > client.cleanSince
            && client.cleanSince > client.cleanAsked;
    if (before && !one.retain()) {
      throw new AssertionError(client.id + " got " + one + " of a session that it has ended");
    }
  }

  /** A power cut may have taken that a subscription had ended. */
  private boolean mayBeBack(Grant grant, Sent message) {
    return grant.matches(message.topic) && isExcused(grant.over, FSYNC_MICROS);
  }

  private void checkOnce(Client client, int index, Client.Delivered one) {
    if (one.qos() < 2 || !rules.keepsAll()) {
      return;
    }
    Sent message = messages.get(one.payload());
    boolean moved =
        rules.nodes() > 1 && (message.repeated || message.isOfGroup() || message.isWill);
    if (moved || splits.stream().anyMatch(message::wasUnderWayAt)) {
      return;
    }
    for (int i = 0; i < index; i++) {
      Client.Delivered earlier = client.inbox.get(i);
      if (earlier.payload().equals(one.payload())
          && earlier.qos() == 2
          && !one.retain()
          && !earlier.retain()
          && !wasUnlogged(earlier.micros(), client.releasedAt(earlier))
          && !isExcused(earlier.micros(), AFTERMATH_MICROS)) {
        throw new AssertionError(
            client.id + " got " + one + " twice at QoS 2, first " + earlier);
      }
    }
  }

  private void checkOrder(Client client, int index, Sent message) {
    Client.Delivered one = client.inbox.get(index);
    // What was under way when it subscribed may come by its repetition only.
    boolean steady = client.grants.stream().anyMatch(grant -> grant.isGivenAt(message));
    if (one.retain() || !steady) {
      return;
    }
    for (int i = index - 1; i >= 0; i--) {
      Sent earlier = messages.get(client.inbox.get(i).payload());
      if (earlier == message) {
        // A repetition is behind what has come meanwhile.
        return;
      }
      boolean overtaken =
          earlier.stream.equals(message.stream)
              && earlier.number > message.number
              && !client.inbox.get(i).retain();
      boolean clear = rules.keepsOrder() || message.acknowledged < earlier.since;
      boolean excused =
          isFromBefore(client, message) || isExcused(one.micros(), AFTERMATH_MICROS);
      if (overtaken && clear && !excused && isFirst(client, index)) {
        throw new AssertionError(client.id + " got " + one + " behind " + earlier);
      }
    }
  }

  /**
   * Whether what only the log of the receiver's node had of it was not there when the receiver went
   * to another node, and may come when it is back.
   */
  private boolean isFromBefore(Client client, Sent message) {
    return !rules.keepsAll() && client.stays.stream().anyMatch(stay -> stay.since > message.since);
  }

  private static boolean isFirst(Client client, int index) {
    String payload = client.inbox.get(index).payload();
    for (int i = 0; i < index; i++) {
      if (client.inbox.get(i).payload().equals(payload)) {
        return false;
      }
    }
    return true;
  }

  // ---- what must hold in the end

  /** Messages that the client was promised and did not get. */
  List<Sent> missing(Client client) {
    Set<String> got = new HashSet<>();
    client.inbox.forEach(one -> got.add(one.payload()));
    List<Sent> missing = new ArrayList<>();
    for (Sent message : messages.values()) {
      boolean owed =
          message.since > client.cleanAsked
              && (message.delaySeconds == 0 || rules.nodes() == 1)
              && client.grants.stream()
                  .anyMatch(grant -> grant.covers(message) && !mayBeLostSince(grant.since))
              && client.stays.stream().anyMatch(stay -> stay.covers(message));
      if (owed && !got.contains(message.payload()) && !isExcused(message.acknowledged, FSYNC_MICROS)) {
        missing.add(message);
      }
    }
    return missing;
  }

  /** Messages that no member of the group got. */
  List<Sent> missingOfGroup() {
    Set<String> got = new HashSet<>();
    group.forEach(member -> member.inbox.forEach(one -> got.add(one.payload())));
    return messages.values().stream()
        .filter(message -> message.isOfGroup() && message.qos > 0 && message.isAcknowledged())
        .filter(message -> !got.contains(message.payload()))
        .filter(message -> !isExcused(message.acknowledged, FSYNC_MICROS))
        .toList();
  }

  /** Whether what was kept at that moment may have been taken since. */
  boolean mayBeLostSince(long moment) {
    return isExcused(moment, FSYNC_MICROS);
  }

  /** Acknowledged, yet excused if it is lost. */
  boolean mayBeGone(Sent message) {
    return isExcused(message.acknowledged, FSYNC_MICROS);
  }

  long acknowledged() {
    return messages.values().stream().filter(Sent::isAcknowledged).count();
  }

  @Override
  public String toString() {
    return messages.size() + " sent, " + acknowledged() + " acknowledged, refused " + refusals;
  }
}
