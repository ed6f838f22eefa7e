package io.dynamq.routing;

import io.dynamq.message.Qos;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The members of one share group on one path, and whose turn it is. Members change under the
 * table's lock; choosing takes none, on any thread.
 *
 * <p>A message goes to a member that is online if there is one. If there is none, or if older
 * messages wait, it goes to the group's {@link GroupQueue}; a group without one gives it to a member
 * that is offline and will store it. Strategies that keep a favourite (hash, sticky) fall back to
 * another member while the favourite is away.
 */
final class Group {
  static final Group[] NONE = {};
  private static final Entry[] NOBODY = {};
  private static final int[] NONE_SET = {};

  private final String text;
  private final SharedStrategy strategy;
  private final AtomicInteger turn = new AtomicInteger();
  private volatile Entry[] members = NOBODY;
  private volatile Entry favourite;
  private volatile Entry queue;

  Group(String text, SharedStrategy strategy) {
    this.text = text;
    this.strategy = strategy;
  }

  /** The filter as its members wrote it, which names group and path. */
  String text() {
    return text;
  }

  Entry[] members() {
    return members;
  }

  Entry find(Subscriber subscriber) {
    int index = indexOf(subscriber);
    return index < 0 ? null : members[index];
  }

  void put(Entry entry) {
    int index = indexOf(entry.subscriber());
    Entry[] copy = Arrays.copyOf(members, index < 0 ? members.length + 1 : members.length);
    copy[index < 0 ? members.length : index] = entry;
    members = copy;
    attach(queue());
  }

  void remove(Subscriber subscriber) {
    int index = indexOf(subscriber);
    Entry[] copy = Arrays.copyOf(members, members.length - 1);
    System.arraycopy(members, index + 1, copy, index, copy.length - index);
    members = copy;
    attach(queue());
  }

  /** Null if the group has none. */
  GroupQueue queue() {
    Entry entry = queue;
    return entry == null ? null : (GroupQueue) entry.subscriber();
  }

  /**
   * From now on messages wait there; under the table's lock. It takes what the member with the
   * highest QoS would get.
   *
   * @param newQueue null for none
   */
  void attach(GroupQueue newQueue) {
    Qos qos = Qos.AT_MOST_ONCE;
    for (Entry member : members) {
      qos = member.terms().qos().compareTo(qos) > 0 ? member.terms().qos() : qos;
    }
    queue =
        newQueue == null ? null : new Entry(newQueue, new Terms(qos, true, NONE_SET, text), (byte) 0);
  }

  private int indexOf(Subscriber subscriber) {
    Entry[] now = members;
    for (int i = 0; i < now.length; i++) {
      if (now[i].subscriber() == subscriber) {
        return i;
      }
    }
    return -1;
  }

  /**
   * Who gets a message: a member or the group's queue, to which it is then announced.
   *
   * @param sender the publisher's client id
   * @return null if everyone is excluded and there is no queue, or no member
   */
  Entry choose(String topic, String sender, Predicate<Subscriber> excluded) {
    Entry waiting = queue;
    if (waiting == null) {
      return pick(topic, sender, excluded);
    }
    GroupQueue collector = (GroupQueue) waiting.subscriber();
    if (collector.announceIfCollecting()) {
      return waiting;
    }
    Entry chosen = pick(topic, sender, excluded);
    if (chosen != null && chosen.subscriber().isOnline() && chosen.subscriber().isPersistent()) {
      return chosen;
    }
    if (members.length == 0) {
      return null;
    }
    // Of what an unsaved session is given the queue keeps a copy until it is acknowledged.
    collector.announce();
    return waiting;
  }

  /**
   * The member that gets a message which has waited.
   *
   * @param full members that take no more now
   * @return null if it must wait on
   */
  Entry turn(String topic, String sender, Predicate<Subscriber> full) {
    Entry chosen = pick(topic, sender, strategy.keepsToOne() ? member -> false : full);
    return chosen == null
            || !chosen.subscriber().isOnline()
            || full.test(chosen.subscriber())
        ? null
        : chosen;
  }

  private Entry pick(String topic, String sender, Predicate<Subscriber> excluded) {
    Entry[] now = members;
    if (now.length == 0) {
      return null;
    }
    return switch (strategy) {
      case RANDOM, LOCAL -> favouring(now, random(now), excluded);
      case HASH_CLIENTID -> heaviest(now, sender, excluded);
      case HASH_TOPIC -> heaviest(now, topic, excluded);
      case ROUND_ROBIN -> nextInTurn(now, excluded);
      case STICKY -> sticky(now, excluded);
      case LEAST_BACKLOG -> leastBacklog(now, excluded);
    };
  }

  private static int random(Entry[] members) {
    return ThreadLocalRandom.current().nextInt(members.length);
  }

  /**
   * Of the able the one with the greatest hash of text and member together: when a member comes or
   * goes, only what is its own moves.
   */
  private static Entry heaviest(Entry[] members, String text, Predicate<Subscriber> excluded) {
    Entry best = null;
    long most = Long.MIN_VALUE;
    for (Entry member : able(members, excluded)) {
      long weight = mixed(text.hashCode(), member.subscriber().clientId().value().hashCode());
      if (best == null || weight > most) {
        best = member;
        most = weight;
      }
    }
    return best;
  }

  /** String hashes differ little for names that differ in the last digit only. */
  private static long mixed(int one, int two) {
    long hash = ((long) one << 32 | two & 0xFFFF_FFFFL) * 0x9E37_79B9_7F4A_7C15L;
    hash = (hash ^ hash >>> 32) * 0xD6E8_FEB8_6659_FD93L;
    return hash ^ hash >>> 32;
  }

  /** The member with this number if it can take the message, else an even choice by number. */
  private static Entry favouring(Entry[] members, int number, Predicate<Subscriber> excluded) {
    Entry first = members[Math.floorMod(number, members.length)];
    if (first.subscriber().isOnline() && !excluded.test(first.subscriber())) {
      return first;
    }
    Entry[] able = able(members, excluded);
    return able.length == 0 ? null : able[Math.floorMod(number, able.length)];
  }

  /** Members that are online and not excluded, or if none is, all that are not excluded. */
  private static Entry[] able(Entry[] members, Predicate<Subscriber> excluded) {
    Entry[] able = new Entry[members.length];
    int online = 0;
    int offline = 0;
    for (Entry member : members) {
      if (excluded.test(member.subscriber())) {
        continue;
      }
      if (member.subscriber().isOnline()) {
        able[online++] = member;
      } else {
        able[members.length - ++offline] = member;
      }
    }
    return online > 0
        ? Arrays.copyOf(able, online)
        : Arrays.copyOfRange(able, members.length - offline, members.length);
  }

  private Entry nextInTurn(Entry[] members, Predicate<Subscriber> excluded) {
    for (int tried = 0; tried < members.length; tried++) {
      Entry next = members[Math.floorMod(turn.getAndIncrement(), members.length)];
      if (next.subscriber().isOnline() && !excluded.test(next.subscriber())) {
        return next;
      }
    }
    return favouring(members, turn.getAndIncrement(), excluded);
  }

  private Entry sticky(Entry[] members, Predicate<Subscriber> excluded) {
    Entry last = favourite;
    if (last != null
        && last.subscriber().isOnline()
        && !excluded.test(last.subscriber())
        && Arrays.asList(members).contains(last)) {
      return last;
    }
    Entry chosen = favouring(members, random(members), excluded);
    favourite = chosen;
    return chosen;
  }

  /** Starts at a different member each time, so that equals share the load. */
  private Entry leastBacklog(Entry[] members, Predicate<Subscriber> excluded) {
    Entry[] able = able(members, excluded);
    Entry best = null;
    int least = Integer.MAX_VALUE;
    int start = turn.getAndIncrement();
    for (int i = 0; i < able.length; i++) {
      Entry member = able[Math.floorMod(start + i, able.length)];
      int backlog = member.subscriber().backlog();
      if (best == null || backlog < least) {
        best = member;
        least = backlog;
      }
    }
    return best;
  }
}
