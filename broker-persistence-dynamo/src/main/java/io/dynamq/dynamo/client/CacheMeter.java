package io.dynamq.dynamo.client;

import com.github.benmanes.caffeine.cache.Cache;
import io.dynamq.observe.Meters;
import java.util.function.ToLongFunction;

/** How a cache is used, in Micrometer's words: what was asked of it, found, and put out. */
public final class CacheMeter {
  private CacheMeter() {}

  /**
   * Registers gauges of a cache that records its statistics.
   *
   * @param name of which there are few
   */
  public static void register(Meters meters, String name, Cache<?, ?> cache) {
    String prefix = "cache." + name;
    gauge(meters, prefix + ".size", cache, Cache::estimatedSize);
    gauge(meters, prefix + ".gets.hit", cache, one -> one.stats().hitCount());
    gauge(meters, prefix + ".gets.miss", cache, one -> one.stats().missCount());
    gauge(meters, prefix + ".evictions", cache, one -> one.stats().evictionCount());
  }

  private static void gauge(
      Meters meters, String name, Cache<?, ?> cache, ToLongFunction<Cache<?, ?>> reading) {
    meters.gauge(name, () -> reading.applyAsLong(cache));
  }
}
