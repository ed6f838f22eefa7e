package io.dynamq.session;

import io.dynamq.topic.TopicName;

/**
 * Which topic aliases the client of one connection knows [MQTT 5 section 3.3.2.3.4], chosen by use.
 *
 * <p>A topic gets an alias when it comes a second time while it is remembered: one that comes once
 * is not worth the three bytes. Aliases are kept in small sets that a topic's hash chooses; the one
 * used least recently of a full set is given to the newcomer. So nothing is searched for long and,
 * after the first alias, nothing is allocated.
 */
final class OutboundAliases {
  /** What an alias costs in a packet; shorter names are not worth one. */
  private static final int PROPERTY_BYTES = 3;

  private static final int WAYS = 8;

  private final int sets;
  private final int ways;
  private TopicName[] known;
  private TopicName[] seenOnce;
  private long[] lastUse;
  private long uses;

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
      known = new TopicName[sets * ways];
      seenOnce = new TopicName[sets * ways];
      lastUse = new long[sets * ways];
    }
    int hash = name.hashCode();
    int first = Math.floorMod(hash ^ hash >>> 16, sets) * ways;
    int oldest = first;
    for (int i = first; i < first + ways; i++) {
      if (isSame(known[i], topic)) {
        lastUse[i] = ++uses;
        return i + 1;
      }
      if (lastUse[i] < lastUse[oldest]) {
        oldest = i;
      }
    }
    int memory = Math.floorMod(hash * 31 + (hash >>> 16), seenOnce.length);
    if (isSame(seenOnce[memory], topic)) {
      return -(oldest + 1);
    }
    seenOnce[memory] = topic;
    return 0;
  }

  /** The name was written together with the alias. */
  void told(int alias, TopicName topic) {
    known[alias - 1] = topic;
    lastUse[alias - 1] = ++uses;
  }

  private static boolean isSame(TopicName one, TopicName other) {
    return one == other || one != null && one.value().equals(other.value());
  }
}
