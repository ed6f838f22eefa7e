package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a kill finds in the store of a queue is its beginning, whatever the store does to requests. */
class OrderIT {
  private static final TableSpec QUEUES = TableSpec.of("queues", "c", "s").writtenInOrder();
  private static final TableSpec BODIES = TableSpec.of("bodies", "k");
  private static final int ITEMS = 60;

  private final Meters meters = new Meters();
  private final ConcurrentHashMap<String, List<Integer>> stored = new ConcurrentHashMap<>();
  private FaultyStore store;
  private WriteBehind writeBehind;

  @BeforeEach
  void start() {
    store = new FaultyStore(QUEUES, BODIES);
    writeBehind = store.open(Duration.ofMillis(100), 10_000, 8, meters);
  }

  @AfterEach
  void stop() {
    store.close(writeBehind);
  }

  @Test
  void aStoreThatLeavesItemsUndoneOrRefusesThemChangesNoOrder() {
    store.faults().add(Fault.of(FaultKind.UNPROCESSED).withFraction(0.3).atMost(60));
    store
        .faults()
        .add(Fault.of(FaultKind.THROTTLING).on("BatchWriteItem").withFraction(0.2).atMost(10));
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("BatchWriteItem").withFraction(0.1).atMost(3));
    Random random = new Random(3);
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (int i = 0; i < ITEMS; i++) {
      for (String queue : List.of("a", "b", "c")) {
        writes.add(append(queue, i, random.nextInt(3) > 0 ? Durability.STORE : Durability.MEMORY));
      }
    }
    writes.forEach(OrderIT::done);
    done(writeBehind.flush());

    await()
        .untilAsserted(
            () -> assertThat(stored.values()).hasSize(3).allSatisfy(OrderIT::isAPrefix));
    assertThat(meters.value(Metric.STORE_THROTTLED)).isPositive();
  }

  @Test
  void anItemThatSomebodyWaitsForTakesWithItWhatIsBeforeIt() {
    for (int i = 0; i < 5; i++) {
      append("a", i, Durability.MEMORY);
    }
    done(append("a", 5, Durability.STORE));
    awaitStored(0, 1, 2, 3, 4, 5);
  }

  @Test
  void whatHasALargeBodyIsNotOvertakenWhileThatIsOnItsWay() {
    store.faults().add(Fault.of(FaultKind.THROTTLING).onTable("bodies").atMost(3));
    ItemKey body = ItemKey.of(BODIES, "body");
    writeBehind.create(
        Stage.BODIES, body, () -> Item.of(body.attributes()), 10, Durability.MEMORY);
    CompletableFuture<Void> first = append("a", 0, Durability.STORE, List.of(body));
    done(append("a", 1, Durability.STORE));
    assertThat(first).isDone();
    awaitStored(0, 1);
  }

  /** Who waits for the last item may hear of it a moment before it is noted here. */
  private void awaitStored(Integer... numbers) {
    await().untilAsserted(() -> assertThat(stored.get("a")).containsExactly(numbers));
  }

  private static void isAPrefix(List<Integer> numbers) {
    assertThat(numbers).hasSize(ITEMS);
    for (int i = 0; i < ITEMS; i++) {
      assertThat(numbers.get(i)).isEqualTo(i);
    }
  }

  private CompletableFuture<Void> append(String queue, int number, Durability durability) {
    return append(queue, number, durability, List.of());
  }

  private CompletableFuture<Void> append(
      String queue, int number, Durability durability, List<ItemKey> after) {
    ItemKey key = new ItemKey(QUEUES, queue, String.format("%04d", number));
    List<Integer> order = stored.computeIfAbsent(queue, none -> new CopyOnWriteArrayList<>());
    return writeBehind.create(
        Stage.CONTENT,
        key,
        () -> new Item(key.attributes(), after, () -> order.add(number)),
        100,
        durability);
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
