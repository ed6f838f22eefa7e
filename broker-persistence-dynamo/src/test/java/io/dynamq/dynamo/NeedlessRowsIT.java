package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.testing.OwnStore;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which changes of an online client's exchanges cost a write of its session's row. */
class NeedlessRowsIT {
  private static final ClientId CLIENT = new ClientId("c");

  private final Meters meters = new Meters();
  private OwnStore store;
  private Storage storage;
  private Lease lease;

  @BeforeEach
  void start() throws Exception {
    store = new OwnStore("mqb_", meters);
    Path directory = Path.of("target", "data", Stores.newPrefix());
    storage = store.open("a", directory, Map.of("persistence.hold", "20ms"));
    lease = done(storage.sessions().claim(CLIENT)).lease();
    save(at(1));
    awaitFlushed();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void howFarAnOnlineClientGotWithoutLeavingAnythingCostsNoWrite() {
    long requests = meters.value(Metric.STORE_REQUESTS);
    for (int sequence = 2; sequence < 6; sequence++) {
      append(sequence, Durability.MEMORY);
      storage.inflight().remove(lease, position(sequence));
      save(at(sequence));
      awaitFlushed();
    }
    assertThat(meters.value(Metric.STORE_REQUESTS)).isEqualTo(requests);
    assertThat(row().inflight()).isEqualTo(at(1));
  }

  @Test
  void whereARowOfTheQueueIsBehindItCostsOne() {
    append(2, Durability.STORE);
    save(at(2));
    storage.inflight().remove(lease, position(2));
    awaitFlushed();
    assertThat(row().inflight()).isEqualTo(at(2));
  }

  @Test
  void whereAMessageOfARowIsLeftItCostsOne() {
    append(2, Durability.MEMORY);
    append(3, Durability.STORE);
    storage.inflight().remove(lease, position(2));
    save(at(2));
    awaitFlushed();
    assertThat(row().inflight()).isEqualTo(at(2));
  }

  @Test
  void anUnfinishedExchangeIsWrittenAndSoIsItsEnd() {
    save(at(2).with(7));
    awaitFlushed();
    assertThat(row().inflight()).isEqualTo(at(2).with(7));
    save(at(3));
    awaitFlushed();
    assertThat(row().inflight()).isEqualTo(at(3));
  }

  @Test
  void anExchangeThatEndsSoonCostsNoWrite() {
    long requests = meters.value(Metric.STORE_REQUESTS);
    save(at(2).with(7));
    save(at(3));
    awaitFlushed();
    assertThat(meters.value(Metric.STORE_REQUESTS)).isEqualTo(requests);
  }

  @Test
  void afterALostAnswerTheRowIsWrittenAnew() {
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("UpdateItem").atMost(1));
    long errors = meters.value(Metric.STORE_ERRORS);
    save(at(2).with(7));
    await().until(() -> meters.value(Metric.STORE_ERRORS) > errors);
    save(at(3));
    awaitFlushed();
    assertThat(row().inflight().inboundQos2()).isEmpty();
  }

  @Test
  void whoWaitsForDynamoDbGetsHisWrite() {
    done(storage.sessions().save(lease, session(at(2)), Durability.STORE));
    assertThat(row().inflight()).isEqualTo(at(2));
  }

  private void awaitFlushed() {
    await()
        .untilAsserted(() -> assertThat(meters.gauges()).containsEntry("store.dirty.entries", 0L));
  }

  private InflightSnapshot at(int sequence) {
    return new InflightSnapshot(position(sequence), List.of(), List.of());
  }

  private Position position(int sequence) {
    return new Position(lease.epoch(), sequence);
  }

  private StoredSession session(InflightSnapshot inflight) {
    return new StoredSession(
        CLIENT, lease.epoch(), lease.node(), true, 5, null, 1, 1, 0, 3_600, null, inflight, null);
  }

  private void save(InflightSnapshot inflight) {
    done(storage.sessions().save(lease, session(inflight), Durability.MEMORY));
  }

  private void append(int sequence, Durability durability) {
    Message message =
        new Message(
            new MessageId(sequence, 1), TopicName.of("t/a"), Qos.AT_LEAST_ONCE, false, new byte[5],
            MessageProperties.NONE, "sender", sequence, Message.NEVER);
    StoredMessage stored =
        new StoredMessage(
            position(sequence), message, Qos.AT_LEAST_ONCE, false, new int[0], null);
    done(storage.inflight().append(lease, stored, durability));
  }

  private StoredSession row() {
    List<StoredSession> all = new ArrayList<>();
    done(storage.sessions().forEach(all::add));
    return all.get(0);
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
