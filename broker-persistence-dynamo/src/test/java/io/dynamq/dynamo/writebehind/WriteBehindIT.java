package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The write-behind against a store that misbehaves on demand. */
class WriteBehindIT {
  private static final TableSpec TABLE = TableSpec.of("things", "k");
  private static final TableSpec BODIES = TableSpec.of("bodies", "k");

  private FaultyStore store;
  private final Meters meters = new Meters();
  private WriteBehind writeBehind;

  @BeforeEach
  void start() {
    store = new FaultyStore(TABLE, BODIES);
    writeBehind = open(Duration.ofMillis(100), 1_000);
  }

  private WriteBehind open(Duration hold, int maxEntries) {
    return store.open(hold, maxEntries, 4, meters);
  }

  @AfterEach
  void stop() {
    store.close(writeBehind);
  }

  @Test
  void whatIsTakenBackInsideTheHoldCostsNoRequest() {
    writeBehind = open(Duration.ofDays(1), 1_000);
    for (int i = 0; i < 50; i++) {
      writeBehind.create(Stage.CONTENT, key("e" + i), item("e" + i), 100, Durability.MEMORY);
      writeBehind.delete(key("e" + i), Durability.MEMORY);
    }
    done(writeBehind.flush());
    assertThat(meters.value(Metric.STORE_REQUESTS)).isZero();
    assertThat(meters.value(Metric.STORE_ELIDED)).isEqualTo(50);
  }

  @Test
  void manyItemsShareRequests() {
    for (int i = 0; i < 100; i++) {
      put("b" + i, Durability.MEMORY);
    }
    done(writeBehind.flush());
    assertThat(count()).isEqualTo(100);
    assertThat(meters.value(Metric.STORE_REQUESTS)).isLessThanOrEqualTo(8);
    assertThat(meters.value(Metric.STORE_FLUSHED)).isEqualTo(100);
  }

  @Test
  void aStoreWriteDoesNotWaitForTheHold() {
    writeBehind = open(Duration.ofDays(1), 1_000);
    done(put("now", Durability.STORE));
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void bodiesAreThereBeforeWhatRefersToThem() {
    writeBehind = open(Duration.ofDays(1), 1_000);
    List<String> order = new CopyOnWriteArrayList<>();
    ItemKey body = ItemKey.of(BODIES, "body");
    writeBehind.create(
        Stage.BODIES,
        body,
        () -> new Item(body.attributes(), List.of(), () -> order.add("body")),
        10,
        Durability.MEMORY);
    done(
        writeBehind.put(
            Stage.CONTENT,
            key("reference"),
            () ->
                new Item(
                    key("reference").attributes(), List.of(body), () -> order.add("reference")),
            10,
            Durability.STORE));
    Awaitility.await().untilAsserted(() -> assertThat(order).containsExactly("body", "reference"));
  }

  @Test
  void throttledAndUnprocessedItemsArriveInTheEnd() {
    store.faults().add(Fault.of(FaultKind.THROUGHPUT_EXCEEDED).on("BatchWriteItem").atMost(3));
    store.faults().add(Fault.of(FaultKind.UNPROCESSED).withFraction(0.3).atMost(100));
    for (int i = 0; i < 200; i++) {
      put("t" + i, Durability.MEMORY);
    }
    done(writeBehind.flush());
    assertThat(count()).isEqualTo(200);
    assertThat(meters.value(Metric.STORE_THROTTLED)).isPositive();
  }

  @Test
  void anOutageLosesNothingAndIsReported() {
    done(put("before", Durability.STORE));
    store.faults().refuseConnections(true);
    CompletableFuture<Void> during = put("during", Durability.STORE);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> !writeBehind.health().available());
    assertThat(writeBehind.health().reason()).contains("check backend.dynamo.<pool>.server");
    assertThat(during).isNotDone();
    assertThat(writeBehind.peek(key("during"))).isInstanceOf(Write.Put.class);
    store.faults().clear();
    done(during);
    assertThat(count()).isEqualTo(2);
    Awaitility.await().until(() -> writeBehind.health().available());
  }

  @Test
  void aMissingPermissionIsNamedAndNothingIsDroppedForIt() {
    store.faults().add(Fault.of(FaultKind.ACCESS_DENIED).on("BatchWriteItem", "PutItem"));
    CompletableFuture<Void> during = put("during", Durability.STORE);
    Awaitility.await()
        .atMost(20, TimeUnit.SECONDS)
        .until(() -> !writeBehind.health().available());
    assertThat(writeBehind.health().reason())
        .contains("dynamodb:BatchWriteItem", "grant this identity");
    assertThat(during).isNotDone();
    store.faults().clear();
    done(during);
    assertThat(meters.value(Metric.STORE_POISONED)).isZero();
  }

  @Test
  void lostAnswersAreRepeatedWithoutHarm() {
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("BatchWriteItem").atMost(2));
    done(put("a", Durability.STORE));
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void theBoundRefusesContentButNotDeletes() {
    store.faults().add(Fault.of(FaultKind.THROTTLING).on("BatchWriteItem"));
    writeBehind = open(Duration.ofDays(1), 10);
    for (int i = 0; i < 10; i++) {
      put("f" + i, Durability.MEMORY);
    }
    assertThat(writeBehind.pressure()).isEqualTo(1.0);
    assertKind(put("more", Durability.MEMORY), StorageException.Kind.THROTTLED);
    done(writeBehind.delete(key("f1"), Durability.MEMORY));
  }

  @Test
  void aPoisonItemFailsAloneAndTheOthersPass() {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    flusherLog().addAppender(log);
    CompletableFuture<Void> poison =
        writeBehind.put(
            Stage.CONTENT,
            key("poison"),
            () -> Item.of(Map.of("wrong", AttributeValue.fromS("no key"))),
            10,
            Durability.STORE);
    CompletableFuture<Void> good = put("good", Durability.STORE);
    assertKind(poison, StorageException.Kind.CORRUPT);
    done(good);
    assertThat(meters.value(Metric.STORE_POISONED)).isEqualTo(1);
    assertThat(log.list)
        .filteredOn(event -> event.getLevel() == Level.ERROR)
        .singleElement()
        .asString()
        .contains("the store refuses things", "poison", "it is dropped: ValidationException");
    flusherLog().detachAppender(log);
    assertThat(writeBehind.unflushed()).isZero();
  }

  @Test
  void aFailedConditionFences() {
    CompletableFuture<Void> told = new CompletableFuture<>();
    Write.Update update =
        new Write.Update(
            () ->
                new Write.Expression(
                    "SET #v = :v",
                    "#v = :w",
                    Map.of("#v", "v"),
                    Map.of(":v", AttributeValue.fromN("1"), ":w", AttributeValue.fromN("2"))),
            10,
            () -> told.complete(null),
            null);
    assertKind(
        writeBehind.update(Stage.SESSIONS, key("row"), update, Durability.STORE),
        StorageException.Kind.FENCED);
    done(told);
  }

  @Test
  void aFailedConditionLeavesANewerStateAlone() {
    List<CompletableFuture<Void>> newer = new CopyOnWriteArrayList<>();
    Write.Update failing =
        new Write.Update(
            () -> {
              // On the flusher thread, so this state is accepted while the first is under way.
              newer.add(put("row", Durability.STORE));
              return new Write.Expression("SET #v = :v", "attribute_exists(#v)",
                  Map.of("#v", "v"), Map.of(":v", AttributeValue.fromN("1")));
            },
            10,
            () -> {},
            null);
    assertKind(
        writeBehind.update(Stage.CONTENT, key("row"), failing, Durability.STORE),
        StorageException.Kind.FENCED);
    done(newer.get(0));
    assertThat(get("row")).isEqualTo(key("row").attributes());
  }

  @Test
  void aWindowOfSetChangesIsOneRequest() {
    writeBehind = open(Duration.ofDays(1), 1_000);
    for (int i = 0; i < 20; i++) {
      writeBehind.addToSet(key("set"), "ids", Set.of("id" + i), Durability.MEMORY);
    }
    writeBehind.removeFromSet(key("set"), "ids", Set.of("id3", "id4"), Durability.MEMORY);
    done(writeBehind.flush());
    assertThat(meters.value(Metric.STORE_REQUESTS)).isEqualTo(1);
    assertThat(get("set").get("ids").ss()).hasSize(18).doesNotContain("id3");
    done(writeBehind.removeFromSet(key("set"), "ids", Set.of("id5"), Durability.STORE));
    done(writeBehind.removeFromSet(key("nowhere"), "ids", Set.of("id5"), Durability.STORE));
    assertThat(get("set").get("ids").ss()).hasSize(17);
    assertThat(get("nowhere")).isEmpty();
  }

  private CompletableFuture<Void> put(String name, Durability durability) {
    return writeBehind.put(Stage.CONTENT, key(name), item(name), 100, durability);
  }

  private static ItemKey key(String name) {
    return ItemKey.of(TABLE, name);
  }

  private static Supplier<Item> item(String name) {
    return () -> Item.of(key(name).attributes());
  }

  private int count() {
    return done(store.pool().request("count", c -> c.scan(b -> b.tableName(TABLE.name())))).count();
  }

  private Map<String, AttributeValue> get(String name) {
    return done(
            store.pool().request(
                "get", c -> c.getItem(b -> b.tableName(TABLE.name()).key(key(name).attributes()))))
        .item();
  }

  private static Logger flusherLog() {
    return (Logger) LoggerFactory.getLogger(Flusher.class);
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void assertKind(CompletableFuture<?> future, StorageException.Kind kind) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            StorageException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
