package io.dynamq.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ScrapeTest {
  private final Meters meters = new Meters();
  private final Scrape scrape = new Scrape(meters, "dynamq@127.0.0.1", "0.1.0");

  @AfterEach
  void close() {
    scrape.close();
  }

  private List<String> lines(String start) {
    return scrape.text().lines().filter(line -> line.startsWith(start)).toList();
  }

  @Test
  void countersEndInTotalAndHaveLabelsForTheirParts() {
    meters.count(Metric.BYTES_RECEIVED, 7);
    meters.count(Metric.PACKETS_PUBLISH_RECEIVED, 3);
    meters.count(Metric.MESSAGES_QOS1_SENT, 2);
    meters.count(Metric.SESSION_RESUMED);
    assertThat(lines("dynamq_received_bytes")).containsExactly("dynamq_received_bytes_total 7.0");
    assertThat(lines("dynamq_packets_received_total{type=\"publish\"}"))
        .containsExactly("dynamq_packets_received_total{type=\"publish\"} 3.0");
    assertThat(lines("dynamq_messages_sent_total{qos=\"1\"}"))
        .containsExactly("dynamq_messages_sent_total{qos=\"1\"} 2.0");
    assertThat(lines("dynamq_session_resumed_total"))
        .containsExactly("dynamq_session_resumed_total 1.0");
    assertThat(lines("# TYPE dynamq_session_resumed_total"))
        .containsExactly("# TYPE dynamq_session_resumed_total counter");
  }

  @Test
  void whatWasDroppedForNoNamedReasonIsTheRest() {
    meters.count(Metric.MESSAGES_DROPPED, 5);
    meters.count(Metric.MESSAGES_DROPPED_NO_SUBSCRIBERS, 3);
    assertThat(lines("dynamq_messages_dropped_total{"))
        .contains(
            "dynamq_messages_dropped_total{reason=\"no_subscribers\"} 3.0",
            "dynamq_messages_dropped_total{reason=\"other\"} 2.0");
  }

  @Test
  void gaugesAreInBaseUnits() {
    meters.gauge("connections.count", () -> 4);
    meters.gauge("connections.max", () -> 9);
    meters.gauge("store.dirty.oldest_ms", () -> 1_500);
    meters.gauge("wal.size", () -> 10);
    meters.gauge("backend.pool1.wal.size", () -> 20);
    meters.gauge("backend.pool1.dirty.bytes", () -> 30);
    assertThat(lines("dynamq_connections ")).containsExactly("dynamq_connections 4.0");
    assertThat(lines("dynamq_connections_max")).containsExactly("dynamq_connections_max 9.0");
    assertThat(lines("dynamq_store_dirty_oldest_seconds"))
        .containsExactly("dynamq_store_dirty_oldest_seconds{pool=\"native\"} 1.5");
    assertThat(lines("dynamq_wal_size_bytes"))
        .containsExactlyInAnyOrder(
            "dynamq_wal_size_bytes{log=\"native\"} 10.0",
            "dynamq_wal_size_bytes{log=\"pool1\"} 20.0");
    assertThat(lines("dynamq_store_dirty_bytes"))
        .containsExactly("dynamq_store_dirty_bytes{pool=\"pool1\"} 30.0");
  }

  @Test
  void whatAStoreCountsIsACounter() {
    meters.gauge("store.throttled.key_range", () -> 2);
    meters.gauge("store.consumed.write_units", () -> 5);
    meters.gauge("store.consumed.write_units.mqb_queue", () -> 5);
    assertThat(lines("dynamq_store_writes_throttled_total"))
        .containsExactly(
            "dynamq_store_writes_throttled_total{limit=\"key_range\",pool=\"native\"} 2.0");
    assertThat(lines("dynamq_store_consumed_write_units"))
        .containsExactly(
            "dynamq_store_consumed_write_units_total{pool=\"native\",table=\"mqb_queue\"} 5.0");
  }

  @Test
  void cachesHaveTheirNamesAsLabels() {
    meters.gauge("cache.users.size", () -> 3);
    meters.gauge("cache.users.gets.hit", () -> 8);
    meters.gauge("cache.users.gets.miss", () -> 2);
    meters.gauge("cache.users.evictions", () -> 1);
    assertThat(lines("dynamq_cache_"))
        .containsExactlyInAnyOrder(
            "dynamq_cache_size{cache=\"users\"} 3.0",
            "dynamq_cache_gets_total{cache=\"users\",result=\"hit\"} 8.0",
            "dynamq_cache_gets_total{cache=\"users\",result=\"miss\"} 2.0",
            "dynamq_cache_evictions_total{cache=\"users\"} 1.0");
  }

  @Test
  void flushesAreAHistogram() {
    meters.gauge("store.flush.count", () -> 10);
    meters.gauge("store.flush.total_ms", () -> 2_000);
    meters.gauge("store.flush.le_10ms", () -> 4);
    meters.gauge("store.flush.le_250ms", () -> 9);
    assertThat(lines("dynamq_store_flush_seconds"))
        .containsExactly(
            "dynamq_store_flush_seconds_bucket{pool=\"native\",le=\"0.01\"} 4",
            "dynamq_store_flush_seconds_bucket{pool=\"native\",le=\"0.25\"} 9",
            "dynamq_store_flush_seconds_bucket{pool=\"native\",le=\"+Inf\"} 10",
            "dynamq_store_flush_seconds_count{pool=\"native\"} 10",
            "dynamq_store_flush_seconds_sum{pool=\"native\"} 2.0");
  }

  @Test
  void theMachineIsThereToo() {
    assertThat(scrape.text())
        .contains("dynamq_info{node=\"dynamq@127.0.0.1\",version=\"0.1.0\"} 1\n")
        .contains("jvm_memory_used_bytes{", "jvm_threads_live_threads ", "process_uptime_seconds ");
  }

  @Test
  void durationsAreHistogramsInSeconds() {
    meters.histogram("publish.ack", "durability", "wal").record(200);
    meters.histogram("publish.ack", "durability", "wal").record(20_000_000);
    meters.histogram("publish.ack", "durability", "store").record(3_000);
    meters.histogram("delivery.latency", "", "").record(-5);
    assertThat(lines("# TYPE dynamq_publish_ack_seconds"))
        .containsExactly("# TYPE dynamq_publish_ack_seconds histogram");
    assertThat(lines("dynamq_publish_ack_seconds_bucket{durability=\"wal\""))
        .contains(
            "dynamq_publish_ack_seconds_bucket{durability=\"wal\",le=\"1.0E-4\"} 0",
            "dynamq_publish_ack_seconds_bucket{durability=\"wal\",le=\"2.5E-4\"} 1",
            "dynamq_publish_ack_seconds_bucket{durability=\"wal\",le=\"10.0\"} 1",
            "dynamq_publish_ack_seconds_bucket{durability=\"wal\",le=\"+Inf\"} 2");
    assertThat(lines("dynamq_publish_ack_seconds_sum{durability=\"wal\""))
        .containsExactly("dynamq_publish_ack_seconds_sum{durability=\"wal\"} 20.0002");
    assertThat(lines("dynamq_delivery_latency_seconds_count"))
        .containsExactly("dynamq_delivery_latency_seconds_count 1");
    assertThat(lines("netty_allocator_memory_used_bytes{"))
        .hasSize(2)
        .allMatch(line -> line.contains("memory_type=\""));
  }
}
