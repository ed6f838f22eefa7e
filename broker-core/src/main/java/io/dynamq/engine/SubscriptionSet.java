package io.dynamq.engine;

import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * One client's subscriptions by filter text. Written in the mailbox only, read by administration on
 * any thread, which may miss what changes while it reads.
 *
 * <p>There may be a million of them, so each is kept as bytes, see {@link PackedSubscription}: one
 * alone for itself, more in an open-addressing hash table. What is removed leaves a grave that
 * probing steps over, until the table is made anew. As clients choose the filters they could choose
 * such as fall upon one another: a table in which that is seen is made anew with a seed that nobody
 * knows. Others have none, so that the same subscriptions come in the same order again.
 */
final class SubscriptionSet {
  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(byte[][].class);
  private static final byte[] GRAVE = {};

  /** Steps that chance makes necessary in no table of less than millions. */
  private static final int STEPS_MAX = 1_000;

  /** The one subscription, or a table of them; null if there is none. */
  private volatile Object content;

  /** A hash table; full to three quarters at most, graves included. */
  private static final class Table {
    final byte[][] slots;
    final long seed;
    volatile int live;
    int graves;
    /** Nothing is before. */
    int first;

    Table(int live, long seed) {
      this.seed = seed;
      slots = new byte[Integer.highestOneBit(Math.max(2, live * 2 - 1)) * 2][];
    }

    boolean hasRoom() {
      return (live + graves + 1) * 4 <= slots.length * 3;
    }
  }

  /** Adds or replaces; the replaced one or null. */
  Subscription put(Subscription subscription) {
    byte[] packed = PackedSubscription.of(subscription);
    Object now = content;
    if (now == null) {
      content = packed;
      return null;
    }
    if (now instanceof byte[] only && PackedSubscription.isSameFilter(only, packed)) {
      content = packed;
      return PackedSubscription.read(only);
    }
    Table table = now instanceof Table made ? made : rebuilt(new byte[][] {(byte[]) now}, 1, 0);
    int at = index(table, packed);
    byte[] replaced = table.slots[at];
    if (replaced == null && (!table.hasRoom() || isFarFromHome(table, packed, at))) {
      long seed = isFarFromHome(table, packed, at) ? new SecureRandom().nextLong() | 1 : table.seed;
      table = rebuilt(table.slots, table.live, seed);
      at = index(table, packed);
    }
    SLOT.setRelease(table.slots, at, packed);
    table.first = Math.min(table.first, at);
    table.live += replaced == null ? 1 : 0;
    content = table;
    return replaced == null ? null : PackedSubscription.read(replaced);
  }

  /** The removed one or null. */
  Subscription remove(TopicFilter filter) {
    byte[] wanted = wanted(filter);
    Object now = content;
    if (now instanceof byte[] only && PackedSubscription.isSameFilter(only, wanted)) {
      content = null;
      return PackedSubscription.read(only);
    }
    if (!(now instanceof Table table)) {
      return null;
    }
    int at = index(table, wanted);
    byte[] removed = table.slots[at];
    if (removed == null) {
      return null;
    }
    bury(table, at);
    if (table.live == 0) {
      content = null;
    } else if (table.live * 8 < table.slots.length) {
      content = rebuilt(table.slots, table.live, table.seed);
    }
    return PackedSubscription.read(removed);
  }

  /** Removes so many at most, whichever; what is left is not looked at. */
  List<Subscription> take(int max) {
    Object now = content;
    List<Subscription> taken = new ArrayList<>();
    if (now instanceof byte[] only) {
      taken.add(PackedSubscription.read(only));
      content = null;
    }
    if (now instanceof Table table) {
      while (table.live > 0 && taken.size() < max) {
        byte[] packed = table.slots[table.first];
        if (packed != null && packed != GRAVE) {
          taken.add(PackedSubscription.read(packed));
          bury(table, table.first);
        }
        table.first++;
      }
      content = table.live == 0 ? null : table;
    }
    return taken;
  }

  private static void bury(Table table, int at) {
    SLOT.setRelease(table.slots, at, GRAVE);
    table.graves++;
    table.live--;
  }

  Subscription get(TopicFilter filter) {
    byte[] wanted = wanted(filter);
    Object now = content;
    byte[] found = null;
    if (now instanceof Table table) {
      found = (byte[]) SLOT.getAcquire(table.slots, index(table, wanted));
    } else if (now != null && PackedSubscription.isSameFilter((byte[]) now, wanted)) {
      found = (byte[]) now;
    }
    return found == null ? null : PackedSubscription.read(found);
  }

  /** A snapshot. */
  List<Subscription> all() {
    Object now = content;
    if (now instanceof byte[] only) {
      return List.of(PackedSubscription.read(only));
    }
    List<Subscription> all = new ArrayList<>();
    byte[][] slots = now instanceof Table table ? table.slots : new byte[0][];
    for (int i = 0; i < slots.length; i++) {
      byte[] packed = (byte[]) SLOT.getAcquire(slots, i);
      if (packed != null && packed != GRAVE) {
        all.add(PackedSubscription.read(packed));
      }
    }
    return all;
  }

  /** Whether one of them is shared. */
  boolean anyShared() {
    Object now = content;
    if (now instanceof byte[] only) {
      return PackedSubscription.isShared(only);
    }
    byte[][] slots = now instanceof Table table ? table.slots : new byte[0][];
    for (int i = 0; i < slots.length; i++) {
      byte[] packed = (byte[]) SLOT.getAcquire(slots, i);
      if (packed != null && packed != GRAVE && PackedSubscription.isShared(packed)) {
        return true;
      }
    }
    return false;
  }

  int size() {
    Object now = content;
    return now instanceof Table table ? table.live : now == null ? 0 : 1;
  }

  private static byte[] wanted(TopicFilter filter) {
    byte[] text = filter.text().getBytes(StandardCharsets.UTF_8);
    byte[] packed = new byte[text.length + 1];
    System.arraycopy(text, 0, packed, 1, text.length);
    return packed;
  }

  /** Where one with the same filter is, or else where it may be put. */
  private static int index(Table table, byte[] packed) {
    int mask = table.slots.length - 1;
    int at = PackedSubscription.hash(packed, table.seed) & mask;
    while (true) {
      byte[] there = (byte[]) SLOT.getAcquire(table.slots, at);
      if (there == null
          || there != GRAVE && PackedSubscription.isSameFilter(there, packed)) {
        return at;
      }
      at = at + 1 & mask;
    }
  }

  /** Only where it is not known that the seed does not help. */
  private static boolean isFarFromHome(Table table, byte[] packed, int at) {
    int mask = table.slots.length - 1;
    int steps = at - PackedSubscription.hash(packed, table.seed) & mask;
    return table.seed == 0 && steps > STEPS_MAX;
  }

  private static Table rebuilt(byte[][] slots, int live, long seed) {
    Table table = new Table(live + 1, seed);
    for (byte[] packed : slots) {
      if (packed != null && packed != GRAVE) {
        table.slots[index(table, packed)] = packed;
        table.live++;
      }
    }
    return table;
  }
}
