package io.dynamq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MetersTest {
  private final Meters meters = new Meters();

  @Test
  void countsEachMetricByItself() {
    meters.count(Metric.BYTES_RECEIVED, 10);
    meters.count(Metric.BYTES_RECEIVED);
    assertThat(meters.value(Metric.BYTES_RECEIVED)).isEqualTo(11);
    assertThat(meters.value(Metric.BYTES_SENT)).isZero();
    assertThat(meters.counters()).containsEntry("bytes.received", 11L).containsEntry("bytes.sent", 0L);
  }

  @Test
  void aDropCountsTwice() {
    for (DropReason reason : DropReason.values()) {
      meters.dropped(reason);
      assertThat(meters.value(reason.metric())).as(reason.name()).isEqualTo(1);
    }
    assertThat(meters.value(Metric.DELIVERY_DROPPED)).isEqualTo(DropReason.values().length);
  }

  @Test
  void gaugesAreReadWhenAsked() {
    AtomicLong connections = new AtomicLong(3);
    meters.gauge("connections.count", connections::get);
    meters.gauge("a", () -> 1);
    connections.set(4);
    assertThat(meters.gauges()).containsEntry("connections.count", 4L).containsOnlyKeys("a", "connections.count");
    meters.gauge("a", () -> 2);
    assertThat(meters.gauges()).containsEntry("a", 2L);
  }

  @Test
  void everyMetricHasItsOwnName() {
    Set<String> names = new HashSet<>();
    for (Metric metric : Metric.values()) {
      assertThat(names.add(metric.text())).as(metric.text()).isTrue();
      assertThat(metric.text()).matches("[a-z0-9_]+(\\.[a-z0-9_]+)*");
      assertThat(Metric.named(metric.text())).contains(metric);
    }
    assertThat(Metric.named("no.such")).isEmpty();
    assertThat(meters.counters()).hasSameSizeAs(Metric.values());
  }
}
