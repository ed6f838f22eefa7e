package io.dynamq.observe;

import io.dynamq.observe.Consumption.Load;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Sums by key for those keys that much falls to. At twice the number that is kept the lighter half
 * is forgotten, so a key that comes back counts from 0 again.
 */
final class HeavyKeys {
  private static final int KEPT = 1_000;

  private record Key(String table, String name) {}

  private static final class Sum {
    double units;
    double peak;
    double second;
    long at;
  }

  private Map<Key, Sum> sums = new HashMap<>();

  synchronized void add(String table, String name, double units, long nowMillis) {
    if (sums.size() >= 2 * KEPT) {
      forget();
    }
    Sum sum = sums.computeIfAbsent(new Key(table, name), key -> new Sum());
    sum.units += units;
    long second = TimeUnit.MILLISECONDS.toSeconds(nowMillis);
    sum.second = sum.at == second ? sum.second + units : units;
    sum.at = second;
    sum.peak = Math.max(sum.peak, sum.second);
  }

  private void forget() {
    Map<Key, Sum> heavy = new HashMap<>();
    sums.entrySet().stream()
        .sorted(
            Comparator.comparingDouble((Map.Entry<Key, Sum> one) -> one.getValue().units).reversed())
        .limit(KEPT)
        .forEach(one -> heavy.put(one.getKey(), one.getValue()));
    sums = heavy;
  }

  synchronized List<Load> top(int limit, Comparator<Load> by) {
    return sums.entrySet().stream()
        .map(
            one ->
                new Load(
                    one.getKey().table,
                    one.getKey().name,
                    one.getValue().units,
                    one.getValue().peak))
        .sorted(by.reversed())
        .limit(limit)
        .toList();
  }
}
