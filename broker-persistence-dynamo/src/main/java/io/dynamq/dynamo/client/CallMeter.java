package io.dynamq.dynamo.client;

import io.dynamq.observe.Histogram;
import io.dynamq.observe.Meters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.metrics.CoreMetric;
import software.amazon.awssdk.metrics.MetricCollection;
import software.amazon.awssdk.metrics.MetricPublisher;

/** How long calls to DynamoDB took, by operation, as the SDK tells when one is over. Any thread. */
final class CallMeter implements MetricPublisher {
  private final Meters meters;
  private final Map<String, Histogram> byOperation = new ConcurrentHashMap<>();

  CallMeter(Meters meters) {
    this.meters = meters;
  }

  @Override
  public void publish(MetricCollection call) {
    List<Duration> took = call.metricValues(CoreMetric.API_CALL_DURATION);
    List<String> operation = call.metricValues(CoreMetric.OPERATION_NAME);
    if (!took.isEmpty() && !operation.isEmpty()) {
      byOperation
          .computeIfAbsent(
              operation.get(0), name -> meters.histogram("store.calls", "operation", name))
          .record(TimeUnit.NANOSECONDS.toMicros(took.get(0).toNanos()));
    }
  }

  @Override
  public void close() {
    // Nothing is open.
  }
}
