package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.testing.OwnStore;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What is kept of a session in memory and in the tables while it comes, rests, goes and returns. */
class SessionLifeIT {
  private static final Subscription FILTER =
      Subscription.of(TopicFilter.of("t/#"), Qos.AT_LEAST_ONCE);

  private final Meters meters = new Meters();
  private OwnStore store;

  @BeforeEach
  void start() {
    store = new OwnStore("mqb_", meters);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void anOfflineSessionCostsNoMemory() throws Exception {
    Storage storage = open("50ms");
    for (int i = 0; i < 50; i++) {
      Lease lease = claim(storage, "c" + i);
      save(storage, lease, true);
      done(storage.subscriptions().put(lease, FILTER, Durability.MEMORY));
      append(storage, lease, 1, 2);
      storage.inflight().remove(lease, new Position(lease.epoch(), 1));
      save(storage, lease, false);
    }
    awaitNothingRemembered();
  }

  @Test
  void anOfflineSessionTakesMessagesAndForgetsThemAgain() throws Exception {
    Storage storage = open("50ms");
    Lease lease = claim(storage, "c");
    save(storage, lease, false);
    awaitNothingRemembered();
    append(storage, lease, 1, 2, 3);
    awaitNothingRemembered();
    storage.inflight().remove(lease, new Position(lease.epoch(), 2));
    awaitNothingRemembered();
    assertThat(read(storage, "c")).containsExactly(1L, 3L);
    awaitNothingRemembered();
    Lease next = claim(storage, "c");
    append(storage, next, 4);
    assertThat(read(storage, "c")).containsExactly(1L, 3L, 4L);
  }

  @Test
  void readingAndMeasuringStrangersLeavesNoTrace() throws Exception {
    Storage storage = open("50ms");
    assertThat(read(storage, "nobody")).isEmpty();
    done(storage.inflight().measure(new ClientId("nobody")));
    awaitNothingRemembered();
  }

  @Test
  void aRestoredSessionCostsNoMemoryAndItsUnflushedMessagesSurviveTheClaim() throws Exception {
    Storage first = open("50ms");
    save(first, claim(first, "c"), false);
    first.close();
    Storage second = open("1d");
    StoredSession found = sessions(second).get(0);
    awaitNothingRemembered();
    append(second, new Lease(found.client(), found.epoch(), found.node()), 7);
    claim(second, "c");
    assertThat(read(second, "c")).containsExactly(7L);
    done(second.flush());
    assertThat(rows("queue")).hasSize(1);
  }

  @Test
  void aClaimWhoseAnswerWasLostContinuesWhatWasUnflushed() throws Exception {
    Storage storage = open("1d");
    Lease lease = claim(storage, "c");
    append(storage, lease, 7);
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("UpdateItem").atMost(1));
    assertThat(claim(storage, "c").epoch()).isEqualTo(lease.epoch() + 2);
    done(storage.flush());
    assertThat(rows("queue")).hasSize(1);
  }

  @Test
  void endingASessionSparesTheOneThatFollows() throws Exception {
    Storage storage = open("50ms");
    Lease old = claim(storage, "c");
    save(storage, old, true);
    done(storage.subscriptions().put(old, FILTER, Durability.STORE));
    store.faults().add(
        Fault.latency(Duration.ofMillis(500), Duration.ZERO).on("Query").onTable("mqb_sub"));
    CompletableFuture<Void> deletion = storage.sessions().delete(old);
    await().until(() -> rows("session").isEmpty());
    Lease next = claim(storage, "c");
    done(storage.subscriptions().put(next, FILTER, Durability.STORE));
    done(storage.inflight().append(next, queued(next, 1), Durability.STORE));
    done(deletion);
    done(storage.flush());
    assertThat(rows("sub")).hasSize(1);
    assertThat(rows("queue")).hasSize(1);
  }

  @Test
  void aSessionRowIsNotTakenAwayByTimeToLive() throws Exception {
    Storage storage = open("50ms");
    save(storage, claim(storage, "c"), false);
    done(storage.flush());
    assertThat(rows("session")).singleElement().satisfies(
        row -> assertThat(row).doesNotContainKey("x"));
  }

  @Test
  void whatACrashLeftOfAnEndedSessionGoesAtTheStart() throws Exception {
    Storage first = open("50ms");
    for (String client : List.of("kept", "orphan")) {
      Lease lease = claim(first, client);
      save(first, lease, false);
      done(first.subscriptions().put(lease, FILTER, Durability.STORE));
      done(first.inflight().append(lease, queued(lease, 1), Durability.STORE));
    }
    first.close();
    deleteSessionRow("orphan");
    Storage second = open("50ms");
    done(second.subscriptions().forEach((client, subscription) -> {}));
    assertThat(sessions(second)).extracting(s -> s.client().value()).containsExactly("kept");
    await().until(() -> rows("sub").size() == 1 && rows("queue").size() == 1);
    assertThat(rows("sub").get(0).get("c").s()).isEqualTo("kept");
    assertThat(rows("queue").get(0).get("c").s()).isEqualTo("kept");
  }

  private void awaitNothingRemembered() {
    await()
        .untilAsserted(
            () ->
                assertThat(meters.gauges())
                    .containsEntry("store.sessions.held", 0L)
                    .containsEntry("store.queues.held", 0L));
  }

  private Storage open(String hold) throws Exception {
    Path directory = Path.of("target", "data", Stores.newPrefix());
    return store.open("a", directory, Map.of("persistence.hold", hold));
  }

  private static Lease claim(Storage storage, String client) {
    Claim claim = done(storage.sessions().claim(new ClientId(client)));
    return claim.lease();
  }

  private static void save(Storage storage, Lease lease, boolean connected) {
    StoredSession session =
        new StoredSession(
            lease.client(), lease.epoch(), lease.node(), connected, 5, null, 1, 1, 1, 3_600, null,
            InflightSnapshot.EMPTY, null);
    done(storage.sessions().save(lease, session, Durability.MEMORY));
  }

  private static void append(Storage storage, Lease lease, int... sequences) {
    for (int sequence : sequences) {
      done(storage.inflight().append(lease, queued(lease, sequence), Durability.MEMORY));
    }
  }

  private static StoredMessage queued(Lease lease, int sequence) {
    Message message =
        new Message(
            new MessageId(sequence, 1), TopicName.of("t/a"), Qos.AT_LEAST_ONCE, false,
            "hello".getBytes(StandardCharsets.UTF_8), MessageProperties.NONE, "sender", sequence,
            Message.NEVER);
    return new StoredMessage(
        new Position(lease.epoch(), sequence), message, Qos.AT_LEAST_ONCE, false, new int[0], null);
  }

  private static List<Long> read(Storage storage, String client) {
    return done(storage.inflight().read(new ClientId(client), Position.START, 100, 1 << 20))
        .stream()
        .map(message -> message.position().sequence())
        .toList();
  }

  private static List<StoredSession> sessions(Storage storage) {
    List<StoredSession> all = new ArrayList<>();
    done(storage.sessions().forEach(all::add));
    return all;
  }

  private List<Map<String, AttributeValue>> rows(String table) throws Exception {
    try (DynamoPool pool = pool()) {
      return done(
              pool.request(
                  "rows", c -> c.scan(b -> b.tableName("mqb_" + table).consistentRead(true))))
          .items();
    }
  }

  private void deleteSessionRow(String client) throws Exception {
    try (DynamoPool pool = pool()) {
      Map<String, AttributeValue> key = Map.of("c", AttributeValue.fromS(client));
      done(pool.request("delete", c -> c.deleteItem(b -> b.tableName("mqb_session").key(key))));
    }
  }

  private DynamoPool pool() throws Exception {
    return DynamoPool.open(
        NativeSettings.parse(Stores.settings(store.endpoint(), "mqb_", Map.of())).pool(),
        new Meters());
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
