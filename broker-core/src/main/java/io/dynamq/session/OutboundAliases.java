package io.dynamq.session;

import io.dynamq.topic.TopicName;

/**
 * Which topic aliases the client of one connection knows [MQTT 5 section 3.3.2.3.4], chosen by use.
 *
 * <p>While aliases are free each topic gets one. Then a topic takes over the alias of another one that
 * was not used between its own last two uses: so topics that come once, or more of them in turn than
 * there are aliases, do not push out those that are worth it. A topic's hash chooses a small set of
 * aliases, so nothing is searched for long; after the first message nothing is allocated.
 */
final class OutboundAliases {
  /** What an alias costs in a packet; shorter names are not worth one. */
  private static final int PROPERTY_BYTES = 3;

  private static final int WAYS = 8;

  private final int sets;
  private final int ways;
  private TopicName[] known;
  private long[] lastUse;
  private TopicName[] strangers;
  private long[] lastSeen;
  private long now;

  /**
   * @param maximum highest alias, at least 1
   */
  OutboundAliases(int maximum) {
    sets = maximum < 2 * WAYS ? 1 : maximum / WAYS;
    ways = maximum / sets;
  }

  /**
   * The alias for a delivery of this topic: 0 = none, negative = the client has to be told the name
   * with it, see {@link #told}.
   */
  int choose(TopicName topic) {
    String name = topic.value();
    if (name.length() <= PROPERTY_BYTES) {
      return 0;
    }
    if (known == null) {
      allocate();
    }
    now++;
    int hash = name.hashCode();
    int first = Math.floorMod(hash ^ hash >>> 16, sets) * ways;
    int oldest = first;
    for (int i = first; i < first + ways; i++) {
      if (isSame(known[i], topic)) {
        lastUse[i] = now;
        return i + 1;
      }
      if (lastUse[i] < lastUse[oldest]) {
        oldest = i;
      }
    }
    return known[oldest] == null || mayReplace(oldest, topic, hash) ? -(oldest + 1) : 0;
  }

  private void allocate() {
    known = new TopicName[sets * ways];
    lastUse = new long[sets * ways];
    strangers = new TopicName[sets * ways];
    lastSeen = new long[sets * ways];
  }

  /** Whether a topic without alias comes more often than one with; notes that it has come. */
  private boolean mayReplace(int index, TopicName topic, int hash) {
    int place = Math.floorMod(hash * 31 + (hash >>> 16), strangers.length);
    boolean more = isSame(strangers[place], topic) && lastUse[index] < lastSeen[place];
    strangers[place] = topic;
    lastSeen[place] = now;
    return more;
  }

  /** The name was written together with the alias. */
  void told(int alias, TopicName topic) {
    known[alias - 1] = topic;
    lastUse[alias - 1] = now;
  }

  private static boolean isSame(TopicName one, TopicName other) {
    return one == other || one != null && one.value().equals(other.value());
  }
}
