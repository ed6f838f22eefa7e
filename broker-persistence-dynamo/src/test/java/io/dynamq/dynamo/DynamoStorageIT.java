package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.testing.OpenWithoutKeys;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.setting.Setting;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightStore.Backlog;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import io.dynamq.topic.TopicName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What the native store does beyond the contract. */
class DynamoStorageIT {
  private final String prefix = Stores.newPrefix();
  private final Meters meters = new Meters();
  private final List<Storage> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(Storage::close);
  }

  private Storage open(Map<String, String> more) throws Exception {
    Storage storage =
        Stores.open("a", Stores.settings(Stores.embedded(), prefix, more), meters);
    opened.add(storage);
    return storage;
  }

  @Test
  void isFoundByServiceLoader() {
    assertThat(ServiceLoader.load(io.dynamq.store.StorageProvider.class))
        .extracting(io.dynamq.store.StorageProvider::name)
        .contains("dynamo");
  }

  @Test
  void aMessageAcknowledgedInsideTheHoldWritesNothing() throws Exception {
    Storage storage = open(Map.of("persistence.hold", "1d"));
    Lease lease = claim(storage, "c");
    long before = meters.value(Metric.STORE_REQUESTS);
    for (int i = 1; i <= 200; i++) {
      done(storage.inflight().append(lease, queued(lease, i, i % 20 == 0 ? 9_000 : 60), Durability.MEMORY));
      storage.inflight().remove(lease, new Position(lease.epoch(), i));
    }
    done(storage.flush());
    assertThat(meters.value(Metric.STORE_REQUESTS)).isEqualTo(before);
    assertThat(meters.value(Metric.STORE_ELIDED)).isGreaterThanOrEqualTo(200);
  }

  @Test
  void aLargePayloadIsWrittenOnceForAllQueues() throws Exception {
    Storage storage = open(Map.of("persistence.hold", "1d"));
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Lease lease = claim(storage, "c" + i);
      leases.add(lease);
      done(storage.inflight().append(lease, queued(lease, 5, 20_000), Durability.MEMORY));
    }
    done(storage.flush());
    assertThat(rows("msg")).isEqualTo(1);
    for (Lease lease : leases) {
      assertThat(done(storage.inflight().read(lease.client(), Position.START, 9, 99_999)))
          .singleElement()
          .satisfies(m -> assertThat(m.message().payload()).hasSize(20_000));
      storage.inflight().remove(lease, new Position(lease.epoch(), 5));
    }
    done(storage.flush());
    assertThat(rows("msg")).isZero();
    assertThat(rows("queue")).isZero();
  }

  @Test
  void anEndedSessionTakesItsPayloadsAlong() throws Exception {
    Storage first = open(Map.of());
    Lease lease = claim(first, "c");
    done(first.inflight().append(lease, queued(lease, 5, 900_000), Durability.STORE));
    done(first.inflight().append(lease, queued(lease, 6, 5_000), Durability.STORE));
    first.close();
    assertThat(rows("msg")).isEqualTo(4);
    Storage second = open(Map.of());
    done(second.sessions().delete(claim(second, "c")));
    done(second.flush());
    assertThat(rows("msg")).isZero();
    assertThat(rows("queue")).isZero();
    assertThat(rows("session")).isZero();
  }

  @Test
  void missingCredentialsAreExplained(@TempDir Path home) throws Exception {
    assertThat(OpenWithoutKeys.inOwnJvm(Stores.embedded(), prefix, home))
        .contains("no AWS credentials found", "backend.dynamo.<pool>.aws_access_key_id");
  }

  @Test
  void hundredThousandMessagesAreQueuedReadAndRemoved() throws Exception {
    Storage storage = open(Map.of());
    Lease lease = claim(storage, "c");
    int count = 100_000;
    long start = System.nanoTime();
    for (int i = 1; i <= count; i++) {
      StoredMessage message = queued(lease, i, 64);
      CompletableFuture<Void> appended =
          storage.inflight().append(lease, message, Durability.MEMORY);
      if (appended.isCompletedExceptionally()) {
        done(storage.flush());
        done(storage.inflight().append(lease, message, Durability.MEMORY));
      }
    }
    long nanos = System.nanoTime() - start;
    System.out.printf("appended %,d messages, %,d/s%n", count, count * 1_000_000_000L / nanos);
    done(storage.flush());
    assertThat(done(storage.inflight().measure(lease.client())))
        .isEqualTo(new Backlog(count, count * 65L));
    Position after = Position.START;
    for (int seen = 0; seen < count; ) {
      List<StoredMessage> page =
          done(storage.inflight().read(lease.client(), after, 1_000, 1 << 20));
      for (StoredMessage each : page) {
        assertThat(each.position().sequence()).isEqualTo(++seen);
        storage.inflight().remove(lease, each.position());
      }
      after = page.get(page.size() - 1).position();
    }
    done(storage.flush());
    assertThat(rows("queue")).isZero();
    assertThat(meters.value(Metric.STORE_REQUESTS)).isLessThan(3_000);
  }

  @Test
  void aWrongKeyIsExplained() throws Exception {
    ensure(TableSpec.of(prefix + "sub", "client", "filter"));
    assertThatThrownBy(() -> open(Map.of()))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("expected c HASH (S), f RANGE (S)")
        .hasMessageContaining("found client HASH (S), filter RANGE (S)");
  }

  @Test
  void missingTablesAreNamedWhenTheyMayNotBeMade() {
    assertThatThrownBy(() -> open(Map.of("backend.dynamo.auto_create_tables", "off")))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining(prefix + "session")
        .hasMessageContaining("auto_create_tables = on");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tables", "log", "layout"})
  void anOpeningThatFailsLeavesNoThreadBehind(String cause, @TempDir Path data) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<Setting> settings = Stores.settings(Stores.embedded(), prefix, Map.of());
    switch (cause) {
      case "tables" -> ensure(TableSpec.of(prefix + "sub", "client", "filter"));
      case "log" -> {
        Files.createDirectories(data.resolve("wal"));
        Files.writeString(data.resolve("wal").resolve("node"), "another@node\n");
      }
      default -> {
        ensure(Tables.named(prefix).meta().spec);
        try (DynamoPool pool = pool()) {
          Map<String, AttributeValue> foreign =
              Map.of("k", AttributeValue.fromS("schema"), "v", AttributeValue.fromN("99"));
          done(pool.request("x", c -> c.putItem(b -> b.tableName(prefix + "meta").item(foreign))));
        }
      }
    }

    assertThatThrownBy(() -> Stores.open("a", settings, meters, data))
        .isInstanceOf(StorageException.class);

    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> !before.contains(thread))
                    .extracting(Thread::getName)
                    // Of the store, of this test, and of the JVM.
                    .filteredOn(name -> !name.matches("(dynamodb-|awaitility|process|Compl).*"))
                    .isEmpty());
  }

  @Test
  void anUnreachableServerIsExplained() {
    List<Setting> settings =
        Stores.settings(java.net.URI.create("http://127.0.0.1:9"), prefix, Map.of());
    assertThatThrownBy(() -> Stores.open("a", settings, meters))
        .isInstanceOf(StorageException.class)
        .hasMessageContaining("http://127.0.0.1:9")
        .hasMessageContaining("check backend.dynamo.<pool>.server");
  }

  private Lease claim(Storage storage, String client) {
    return done(storage.sessions().claim(new ClientId(client))).lease();
  }

  private void ensure(TableSpec table) throws Exception {
    try (DynamoPool pool = pool()) {
      new TableSetup(pool, true, Billing.ON_DEMAND).ensure(List.of(table));
    }
  }

  private int rows(String table) throws Exception {
    try (DynamoPool pool = pool()) {
      return done(
              pool.request(
                  "count", c -> c.scan(b -> b.tableName(prefix + table).select("COUNT"))))
          .count();
    }
  }

  private DynamoPool pool() throws Exception {
    return DynamoPool.open(
        NativeSettings.parse(Stores.settings(Stores.embedded(), prefix, Map.of())).pool(),
        new Meters());
  }

  private static StoredMessage queued(Lease lease, int sequence, int bytes) {
    Message message =
        new Message(
            new MessageId(sequence, 1), TopicName.of("t"), Qos.AT_LEAST_ONCE, false,
            new byte[bytes], MessageProperties.NONE, "sender", sequence, Message.NEVER);
    return new StoredMessage(
        new Position(lease.epoch(), sequence), message, Qos.AT_LEAST_ONCE, false, new int[0], null);
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
