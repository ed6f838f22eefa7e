package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator sees of writes: their time, their cost, why the store slows them down. */
class FlushMetersIT {
  private static final TableSpec ONE = TableSpec.of("one", "k");
  private static final TableSpec TWO = TableSpec.of("two", "k");

  private final Meters meters = new Meters();
  private FaultyStore store;
  private WriteBehind writeBehind;

  @BeforeEach
  void start() {
    store = new FaultyStore(ONE, TWO);
    writeBehind = store.open(Duration.ofDays(1), 1_000, 4, meters);
  }

  @AfterEach
  void stop() {
    store.close(writeBehind);
  }

  private void put(TableSpec table, String key) {
    ItemKey item = ItemKey.of(table, key);
    writeBehind.put(
        Stage.CONTENT, item, () -> Item.of(item.attributes()), 100, Durability.MEMORY);
  }

  private void flush() {
    writeBehind.flush().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private long gauge(String name) {
    return meters.gauges().get("test." + name);
  }

  @Test
  void unitsAreCountedByTable() {
    for (int i = 0; i < 10; i++) {
      put(ONE, "a" + i);
    }
    put(TWO, "b");
    flush();
    assertThat(gauge("consumed.write_units.one")).isEqualTo(10);
    assertThat(gauge("consumed.write_units.two")).isEqualTo(1);
    assertThat(gauge("consumed.write_units")).isEqualTo(11);
  }

  @Test
  void requestsAreTimed() {
    store.faults().add(Fault.latency(Duration.ofMillis(120), Duration.ZERO).atMost(1));
    put(ONE, "slow");
    flush();
    put(ONE, "fast");
    flush();
    assertThat(gauge("flush.count")).isEqualTo(2);
    assertThat(gauge("flush.max_ms")).isGreaterThanOrEqualTo(120);
    assertThat(gauge("flush.total_ms")).isGreaterThanOrEqualTo(gauge("flush.max_ms"));
    assertThat(gauge("flush.le_50ms")).isLessThanOrEqualTo(1);
  }

  @Test
  void throttlesAreCountedByReason() {
    store.faults().add(Fault.of(FaultKind.THROUGHPUT_EXCEEDED).on("BatchWriteItem").atMost(2));
    put(ONE, "a");
    flush();
    store.faults().add(Fault.of(FaultKind.THROTTLING).on("BatchWriteItem").atMost(3));
    put(ONE, "b");
    flush();
    store.faults().add(Fault.of(FaultKind.UNPROCESSED).withFraction(1).atMost(1));
    put(ONE, "c");
    flush();
    assertThat(gauge("throttled.table")).isEqualTo(2);
    assertThat(gauge("throttled.account")).isEqualTo(3);
    assertThat(gauge("throttled.unprocessed")).isEqualTo(1);
    assertThat(gauge("throttled.key_range") + gauge("throttled.request_limit")).isZero();
  }

  @Test
  void whatIsUnflushedIsSeenWithItsAge() {
    put(ONE, "waits");
    assertThat(gauge("dirty.entries")).isEqualTo(1);
    assertThat(gauge("dirty.bytes")).isPositive();
    assertThat(gauge("dirty.oldest_ms")).isNotNegative();
    store.faults().add(Fault.of(FaultKind.THROUGHPUT_EXCEEDED).on("BatchWriteItem"));
    CompletableFuture<Void> flushed = writeBehind.flush();
    await("it ages while it is being tried").until(() -> gauge("dirty.oldest_ms") >= 300);
    store.faults().clear();
    flushed.orTimeout(30, TimeUnit.SECONDS).join();
    assertThat(gauge("dirty.entries")).isZero();
    assertThat(gauge("dirty.oldest_ms")).isZero();
  }
}
