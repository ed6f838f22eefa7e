package io.dynamq.server.metrics;

import io.dynamq.observe.Histogram;
import io.dynamq.observe.Meters.Labelled;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The broker's histograms by Prometheus' conventions. */
final class Durations {
  private static final double SECOND_MICROS = 1_000_000;

  private static final Map<String, String> HELP =
      Map.of(
          "delivery.latency",
          "from PUBLISH until the message is handed to a connection; one of 16 deliveries",
          "publish.ack",
          "from PUBLISH of QoS 1 or 2 until PUBACK or PUBREC; one of 16",
          "store.calls",
          "calls to DynamoDB until they were over");

  private Durations() {}

  static List<MetricSnapshot> of(Map<Labelled, Histogram.Reading> readings) {
    Map<String, HistogramSnapshot.Builder> byName = new TreeMap<>();
    readings.forEach(
        (labelled, reading) ->
            byName
                .computeIfAbsent(
                    labelled.name(),
                    name ->
                        HistogramSnapshot.builder()
                            .name("dynamq_" + name.replace('.', '_') + "_seconds")
                            .help(HELP.getOrDefault(name, name)))
                .dataPoint(point(labelled, reading)));
    return byName.values().stream().<MetricSnapshot>map(HistogramSnapshot.Builder::build).toList();
  }

  private static HistogramDataPointSnapshot point(Labelled labelled, Histogram.Reading reading) {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    long[] bounds = reading.boundsMicros();
    for (int i = 0; i < bounds.length; i++) {
      buckets.bucket(bounds[i] / SECOND_MICROS, reading.counts()[i]);
    }
    buckets.bucket(Double.POSITIVE_INFINITY, reading.counts()[bounds.length]);
    return HistogramDataPointSnapshot.builder()
        .labels(
            labelled.label().isEmpty()
                ? Labels.EMPTY
                : Labels.of(labelled.label(), labelled.value()))
        .classicHistogramBuckets(buckets.build())
        .sum(reading.sumMicros() / SECOND_MICROS)
        .build();
  }
}
