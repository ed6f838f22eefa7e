package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a power cut can take from the log must not be in the store yet: the log would bring the state
 * before it over the newer row.
 */
class LogBeforeRowIT {
  private static final TableSpec ROWS = TableSpec.of("rows", "k");
  private static final TableSpec QUEUES = TableSpec.of("queues", "c", "s").writtenInOrder();

  private final Meters meters = new Meters();
  private final HeldLog log = new HeldLog();
  private final List<String> stored = new CopyOnWriteArrayList<>();
  private final FaultyStore store = new FaultyStore(ROWS, QUEUES);
  private WriteBehind writeBehind;

  /** Forces when it is told to. */
  private static final class HeldLog implements WriteAhead {
    record Asked(boolean soon, CompletableFuture<Void> forced) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile boolean released;

    @Override
    public long generation() {
      return 0;
    }

    @Override
    public CompletableFuture<Void> forced(boolean soon) {
      CompletableFuture<Void> forced = new CompletableFuture<>();
      asked.add(new Asked(soon, forced));
      if (released) {
        forced.complete(null);
      }
      return forced;
    }

    void release() {
      released = true;
      asked.forEach(one -> one.forced.complete(null));
    }

    List<Boolean> soon() {
      return asked.stream().map(Asked::soon).toList();
    }
  }

  @AfterEach
  void stop() {
    log.release();
    store.close(writeBehind);
  }

  @Test
  void whatNobodyWaitsForDoesNotHurryTheLog() {
    writeBehind = store.open(Duration.ofMillis(10), log, meters);
    put("a", Durability.MEMORY);
    await().until(() -> !log.asked.isEmpty());
    assertThat(log.soon()).containsExactly(false);
  }

  @Test
  void aRowIsWrittenOnlyWhenTheLogHasForcedWhatLedToItAndWhoWaitsHurriesThat() {
    writeBehind = store.open(Duration.ofMillis(10), log, meters);
    put("a", Durability.MEMORY);
    await().until(() -> !log.asked.isEmpty());
    CompletableFuture<Void> urgent = put("b", Durability.STORE);
    await().until(() -> log.asked.size() > 1);
    // So the flusher has had its turn, with the first row in hand.
    assertThat(meters.value(Metric.STORE_REQUESTS)).isZero();
    assertThat(log.soon()).containsExactly(false, true);

    log.release();

    assertThat(urgent).succeedsWithin(10, TimeUnit.SECONDS);
    // Who waits is told first, then who asked to hear of the row.
    await().untilAsserted(() -> assertThat(stored).containsExactly("a", "b"));
    assertThat(log.soon()).containsExactly(false, true, true);
  }

  @Test
  void aQueueOfManyRowsDoesNotWaitForAnIntervalForEach() {
    // Long enough for both rows to be there when the first is taken.
    writeBehind = store.open(Duration.ofMillis(500), log, meters);
    append(1);
    append(2);
    await().until(() -> !log.asked.isEmpty());
    assertThat(log.asked.get(0).soon()).isTrue();
  }

  @Test
  void whatIsTakenBackWhileItWaitsForTheLogIsNotWritten() {
    writeBehind = store.open(Duration.ofDays(1), log, meters);
    ItemKey key = ItemKey.of(ROWS, "a");
    writeBehind.create(Stage.CONTENT, key, () -> item(key, "a"), 10, Durability.STORE);
    await().until(() -> !log.asked.isEmpty());
    writeBehind.delete(key, Durability.MEMORY);

    log.release();

    assertThat(writeBehind.flush()).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(stored).isEmpty();
  }

  private CompletableFuture<Void> put(String name, Durability durability) {
    ItemKey key = ItemKey.of(ROWS, name);
    return writeBehind.put(Stage.CONTENT, key, () -> item(key, name), 10, durability);
  }

  private void append(int number) {
    ItemKey key = new ItemKey(QUEUES, "q", String.valueOf(number));
    writeBehind.create(
        Stage.CONTENT, key, () -> item(key, String.valueOf(number)), 10, Durability.MEMORY);
  }

  private Item item(ItemKey key, String name) {
    return new Item(key.attributes(), List.of(), () -> stored.add(name));
  }
}
