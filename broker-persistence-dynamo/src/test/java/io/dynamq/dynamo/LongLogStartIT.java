package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.testing.OwnStore;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
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
import org.junit.jupiter.api.io.TempDir;

/** A start with a write-ahead log that holds a long queue, on a store that takes it slowly. */
class LongLogStartIT {
  private static final ClientId CLIENT = new ClientId("c");
  private static final int MESSAGES = 4_000;

  @TempDir Path work;
  private final Meters meters = new Meters();
  private OwnStore store;

  @BeforeEach
  void start() {
    store = new OwnStore("t_", meters);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @Test
  void whatIsRestoredDoesNotWaitForTheQueueToBeWritten() throws Exception {
    killWithLongQueue();
    store.faults().add(Fault.latency(Duration.ofSeconds(1), Duration.ZERO).onTable("t_queue"));
    Storage next = open("a", "killed", "50ms");

    List<String> found = new ArrayList<>();
    done(next.retained().forEach(message -> found.add(message.topic().value())));
    done(next.subscriptions().forEach((client, one) -> found.add(one.filter().text())));
    done(next.sessions().forEach(session -> found.add(session.client().value())));
    done(next.delayed().forEach(message -> found.add(message.topic().value())));

    assertThat(found).containsExactly("t/retained", "t/#", "c", "t/delayed");
    assertThat(unflushed()).as("items of the queue that still wait").isPositive();
    store.faults().clear();
    assertThat(topics(next)).hasSize(MESSAGES).doesNotHaveDuplicates();
    done(next.flush());
    assertThat(topics(open("b", "other", "50ms"))).hasSize(MESSAGES).doesNotHaveDuplicates();
  }

  /** Leaves the directory of a process that was killed before it wrote more than its claim. */
  private void killWithLongQueue() throws Exception {
    Storage first = open("a", "data", "1d");
    Lease lease = done(first.sessions().claim(CLIENT)).lease();
    List<CompletableFuture<Void>> all = new ArrayList<>();
    all.add(first.sessions().save(lease, session(lease), Durability.WAL));
    all.add(
        first
            .subscriptions()
            .put(
                lease,
                Subscription.of(TopicFilter.of("t/#"), Qos.AT_LEAST_ONCE),
                Durability.WAL));
    all.add(first.retained().put(message("t/retained", 0), Durability.WAL));
    all.add(first.delayed().put(message("t/delayed", 1), Durability.WAL));
    for (int i = 1; i <= MESSAGES; i++) {
      StoredMessage message =
          new StoredMessage(
              new Position(lease.epoch(), i), message("t/" + i, i + 1), Qos.AT_LEAST_ONCE, false,
              new int[0], null);
      all.add(first.inflight().append(lease, message, Durability.WAL));
    }
    all.forEach(LongLogStartIT::done);
    Stores.copy(work.resolve("data"), work.resolve("killed"));
  }

  private Storage open(String node, String directory, String hold) throws Exception {
    return store.open(node, work.resolve(directory), Map.of("persistence.hold", hold));
  }

  private long unflushed() {
    return meters.gauges().entrySet().stream()
        .filter(gauge -> gauge.getKey().endsWith(".dirty.entries"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static Message message(String topic, long id) throws Exception {
    return new Message(
        new MessageId(7, id), TopicName.of(topic), Qos.AT_LEAST_ONCE, false, new byte[100],
        MessageProperties.NONE, "sender", 1, Message.NEVER);
  }

  private static StoredSession session(Lease lease) {
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), false, 5, "user", 10, 20, 30, 0xFFFFFFFFL,
        null, InflightSnapshot.EMPTY, "external");
  }

  private static List<String> topics(Storage storage) {
    return done(storage.inflight().read(CLIENT, Position.START, 10_000, 99_999_999)).stream()
        .map(each -> each.message().topic().value())
        .toList();
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(60, TimeUnit.SECONDS).join();
  }
}
