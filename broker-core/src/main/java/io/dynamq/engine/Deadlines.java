package io.dynamq.engine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * Wakes homes at absolute times: session expiry, will delay, another try. A home has at most one
 * deadline and cancels it when it no longer matters, so that clients which come and go often leave
 * nothing behind. Any thread.
 *
 * <p>Homes of the same second wait in one array, so that a deadline costs little more than the
 * place there; a hundred thousand absent sessions have one each. The time itself is in the home and
 * belongs to whoever holds the lock of the home's stripe.
 */
final class Deadlines {
  private static final int STRIPES = 16;
  private static final int SECOND_BITS = 10;

  private final List<Stripe> stripes = new ArrayList<>(STRIPES);

  Deadlines() {
    for (int i = 0; i < STRIPES; i++) {
      stripes.add(new Stripe());
    }
  }

  /** Instead of the time set before; Long.MAX_VALUE = never. */
  void set(Home home, long atMillis) {
    stripes.get(Math.floorMod(home.clientId().hashCode(), STRIPES)).set(home, atMillis);
  }

  int size() {
    return stripes.stream().mapToInt(Stripe::size).sum();
  }

  /** Nudges every home whose time has come. */
  void due(long nowMillis) {
    List<Due> due = new ArrayList<>();
    stripes.forEach(stripe -> stripe.take(nowMillis, due));
    due.sort(Comparator.comparingLong(Due::atMillis));
    due.forEach(one -> one.home.post(Mail.of(Home::deadlineReached)));
  }

  private record Due(long atMillis, Home home) {}

  /** Some of the homes; its monitor guards them. */
  private static final class Stripe {
    private final TreeMap<Long, HomeSet> bySecond = new TreeMap<>();
    private int size;

    synchronized int size() {
      return size;
    }

    synchronized void set(Home home, long atMillis) {
      if (home.deadlineMillis != Long.MAX_VALUE) {
        remove(home);
      }
      home.deadlineMillis = atMillis;
      if (atMillis != Long.MAX_VALUE) {
        bySecond.computeIfAbsent(atMillis >> SECOND_BITS, second -> new HomeSet()).add(home);
        size++;
      }
    }

    private void remove(Home home) {
      long second = home.deadlineMillis >> SECOND_BITS;
      HomeSet homes = bySecond.get(second);
      homes.remove(home);
      size--;
      if (homes.isEmpty()) {
        bySecond.remove(second);
      }
    }

    synchronized void take(long nowMillis, List<Due> due) {
      if (bySecond.isEmpty() || bySecond.firstKey() > nowMillis >> SECOND_BITS) {
        return;
      }
      List<Home> homes = new ArrayList<>();
      bySecond
          .headMap(nowMillis >> SECOND_BITS, true)
          .values()
          .forEach(some -> some.collect(home -> home.deadlineMillis <= nowMillis, homes));
      for (Home home : homes) {
        due.add(new Due(home.deadlineMillis, home));
        remove(home);
        home.deadlineMillis = Long.MAX_VALUE;
      }
    }
  }
}
