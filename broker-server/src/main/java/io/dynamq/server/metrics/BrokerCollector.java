package io.dynamq.server.metrics;

import io.dynamq.observe.Meters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The broker's own counters and gauges as they are when somebody asks. */
final class BrokerCollector implements MultiCollector {
  /** Sums of others, which a query adds up. */
  private static final Set<String> SUMS =
      Set.of(
          "packets.received", "packets.sent", "messages.received", "messages.sent",
          "delivery.dropped");

  private static final String DROPPED = "messages.dropped";
  private static final Pattern UNITS = Pattern.compile(".+\\.consumed\\.write_units");
  private static final Pattern FLUSH = Pattern.compile("(.+)\\.flush\\.(count|total_ms|le_\\d+ms)");
  private static final double SECOND_MILLIS = 1_000;

  private final Meters meters;

  BrokerCollector(Meters meters) {
    this.meters = meters;
  }

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>();
    Map<String, CounterSnapshot.Builder> counters = new TreeMap<>();
    Map<String, GaugeSnapshot.Builder> gauges = new TreeMap<>();
    Map<String, Map<String, Long>> flushes = new TreeMap<>();
    countersOf(meters.counters(), counters);
    meters
        .gauges()
        .forEach(
            (text, value) -> {
              Matcher flush = FLUSH.matcher(text);
              if (flush.matches()) {
                flushes
                    .computeIfAbsent(flush.group(1), store -> new TreeMap<>())
                    .put(flush.group(2), value);
              } else if (!UNITS.matcher(text).matches()) {
                gauge(text, value, counters, gauges);
              }
            });
    counters.values().forEach(counter -> all.add(counter.build()));
    gauges.values().forEach(gauge -> all.add(gauge.build()));
    if (!flushes.isEmpty()) {
      all.add(flushes(flushes));
    }
    all.addAll(Durations.of(meters.histograms()));
    return new MetricSnapshots(all);
  }

  private static void countersOf(
      Map<String, Long> readings, Map<String, CounterSnapshot.Builder> counters) {
    long explained = 0;
    for (Map.Entry<String, Long> reading : readings.entrySet()) {
      String text = reading.getKey();
      if (!SUMS.contains(text) && !text.equals(DROPPED)) {
        count(PrometheusName.ofCounter(text), text, reading.getValue(), counters);
      }
      explained += text.startsWith(DROPPED + ".") ? reading.getValue() : 0;
    }
    // Both are read one after the other, so a drop in between may be in the parts only.
    long other = Math.max(0, readings.getOrDefault(DROPPED, 0L) - explained);
    String text = DROPPED + ".other";
    count(PrometheusName.ofCounter(text), text, other, counters);
  }

  private static void gauge(
      String text,
      long value,
      Map<String, CounterSnapshot.Builder> counters,
      Map<String, GaugeSnapshot.Builder> gauges) {
    PrometheusName counting = PrometheusName.ofCountingGauge(text).orElse(null);
    if (counting != null) {
      count(counting, text, value, counters);
      return;
    }
    PrometheusName name = PrometheusName.ofGauge(text);
    gauges
        .computeIfAbsent(name.name(), n -> GaugeSnapshot.builder().name(n).help(help(text)))
        .dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels(name))
                .value(value * name.scale())
                .build());
  }

  private static void count(
      PrometheusName name, String text, long value, Map<String, CounterSnapshot.Builder> to) {
    to.computeIfAbsent(name.name(), n -> CounterSnapshot.builder().name(n).help(help(text)))
        .dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels(name))
                .value(value * name.scale())
                .build());
  }

  /** What {@code broker metrics} and {@code broker stats} call it; with labels, the first part. */
  private static String help(String text) {
    return "emqx_ctl: " + text;
  }

  private static Labels labels(PrometheusName name) {
    return Labels.of(name.labels().toArray(String[]::new));
  }

  private static HistogramSnapshot flushes(Map<String, Map<String, Long>> flushes) {
    HistogramSnapshot.Builder all =
        HistogramSnapshot.builder()
            .name("dynamq_store_flush_seconds")
            .help("write requests to DynamoDB that were answered");
    flushes.forEach((store, readings) -> all.dataPoint(flush(store, readings)));
    return all.build();
  }

  private static HistogramDataPointSnapshot flush(String store, Map<String, Long> readings) {
    Map<Double, Long> within = new TreeMap<>();
    readings.forEach(
        (part, value) -> {
          if (part.startsWith("le_")) {
            String millis = part.substring("le_".length(), part.length() - "ms".length());
            within.put(Integer.parseInt(millis) / SECOND_MILLIS, value);
          }
        });
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long below = 0;
    for (Map.Entry<Double, Long> bound : within.entrySet()) {
      buckets.bucket(bound.getKey(), Math.max(0, bound.getValue() - below));
      below = Math.max(below, bound.getValue());
    }
    buckets.bucket(Double.POSITIVE_INFINITY, Math.max(0, readings.get("count") - below));
    return HistogramDataPointSnapshot.builder()
        .labels(Labels.of("pool", PrometheusName.pool(store)))
        .classicHistogramBuckets(buckets.build())
        .sum(readings.get("total_ms") / SECOND_MILLIS)
        .build();
  }
}
