package io.dynamq.server.metrics;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a meter by Prometheus' conventions: one name for what can be added up, labels for its
 * parts, base units.
 *
 * @param name without the suffix {@code _total} of counters
 * @param labels names and values in turn
 * @param scale what a reading is multiplied with, to be in base units
 */
record PrometheusName(String name, List<String> labels, double scale) {
  private static final String PREFIX = "dynamq_";
  private static final String STORE = "(store|backend\\.\\w+)\\.";
  private static final double MILLIS = 0.001;

  private static final List<Rule> COUNTERS =
      List.of(
          rule("bytes\\.(received|sent)", "$1_bytes"),
          rule("wal\\.bytes", "wal_written_bytes"),
          rule("packets\\.(\\w+)\\.(received|sent)", "packets_$2", "type", "$1"),
          rule("packets\\.(\\w+)\\.(\\w+)", "packets_problems", "type", "$1", "problem", "$2"),
          rule("messages\\.qos(\\d)\\.(received|sent)", "messages_$2", "qos", "$1"),
          rule("(messages|delivery)\\.dropped\\.(\\w+)", "$1_dropped", "reason", "$2"),
          rule("(.+)", "$1"));

  private static final List<Rule> COUNTING_GAUGES =
      List.of(
          rule("cache\\.(\\w+)\\.gets\\.(hit|miss)", "cache_gets", "cache", "$1", "result", "$2"),
          rule("cache\\.(\\w+)\\.evictions", "cache_evictions", "cache", "$1"),
          rule(STORE + "throttled\\.(\\w+)", "store_writes_throttled", "pool", "$1", "limit", "$2"),
          rule(
              STORE + "consumed\\.write_units\\.(.+)",
              "store_consumed_write_units",
              "pool", "$1", "table", "$2"));

  private static final List<Rule> GAUGES =
      List.of(
          rule("(.+)\\.count", "$1"),
          rule("cache\\.(\\w+)\\.size", "cache_size", "cache", "$1"),
          rule(STORE + "dirty\\.(entries|bytes)", "store_dirty_$2", "pool", "$1"),
          rule(STORE + "dirty\\.oldest_ms", "store_dirty_oldest_seconds", "pool", "$1").millis(),
          rule(STORE + "flush\\.max_ms", "store_flush_longest_seconds", "pool", "$1").millis(),
          rule("wal\\.size", "wal_size_bytes", "log", "native"),
          rule("(backend\\.\\w+)\\.wal\\.size", "wal_size_bytes", "log", "$1"),
          rule("(.+)", "$1"));

  /** Of a counter. */
  static PrometheusName ofCounter(String text) {
    return first(COUNTERS, text).orElseThrow();
  }

  /** Of a gauge that only grows, because it counts; empty for any other. */
  static Optional<PrometheusName> ofCountingGauge(String text) {
    return first(COUNTING_GAUGES, text);
  }

  static PrometheusName ofGauge(String text) {
    return first(GAUGES, text).orElseThrow();
  }

  /** One of the broker's stores, of whose name EMQX's pools have the last word. */
  static String pool(String store) {
    return store.equals("store") ? "native" : store.replace("backend.", "");
  }

  private static Optional<PrometheusName> first(List<Rule> rules, String text) {
    return rules.stream().flatMap(rule -> rule.apply(text).stream()).findFirst();
  }

  private static Rule rule(String form, String name, String... labels) {
    return new Rule(Pattern.compile(form), name, List.of(labels), 1);
  }

  /**
   * How names of one form are made; {@code $1} is what the form's first group has matched.
   *
   * @param labels names and values in turn
   */
  private record Rule(Pattern form, String name, List<String> labels, double scale) {
    Rule millis() {
      return new Rule(form, name, labels, MILLIS);
    }

    Optional<PrometheusName> apply(String text) {
      Matcher matcher = form.matcher(text);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      String made = PREFIX + matcher.replaceFirst(name).replace('.', '_');
      List<String> parts =
          labels.stream().map(matcher::replaceFirst).map(PrometheusName::pool).toList();
      return Optional.of(new PrometheusName(made, parts, scale));
    }
  }
}
