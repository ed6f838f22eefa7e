package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamo.writebehind.Leased;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A queue whose segment is taken by the flusher at moments chosen by holding its monitor. */
class ClientQueueIT {
  private static final ClientId CLIENT = new ClientId("c");

  private final Meters meters = new Meters();
  private final Tables tables = Tables.named(Stores.newPrefix());
  private final String flusher = "race" + tables.queues().spec.name();
  private DynamoPool pool;
  private WriteBehind writeBehind;
  private ClientQueue queue;

  @BeforeEach
  void start() {
    pool =
        DynamoPool.open(
            new PoolSettings("p", "us-west-2", Stores.embedded(), 8, new AwsKeys("k", "s")),
            new Meters());
    new TableSetup(pool, true, Billing.ON_DEMAND).ensure(tables.specs());
    WriteBehindSettings settings =
        new WriteBehindSettings(flusher, Duration.ofDays(1), 1_000, 8 << 20, 4);
    writeBehind = new WriteBehind(pool, settings, Time.system(), meters);
    Shared shared =
        new Shared(
            tables, pool, new TableReader(pool), writeBehind, null, null, null,
            new Moves(writeBehind::isClean), meters, "node");
    Bodies bodies = new Bodies(shared);
    queue = new ClientQueue(CLIENT, shared, bodies, true);
  }

  @AfterEach
  void stop() {
    writeBehind.close(Duration.ofSeconds(10));
    pool.close();
  }

  @Test
  void aMessageThatComesBetweenTheTakingAndTheEncodingOfItsSegmentIsKeptOnce() {
    CompletableFuture<Void> first;
    CompletableFuture<Void> second;
    synchronized (queue) {
      first = append(1);
      // The flusher has the segment in hand and waits to encode it.
      await().until(this::flusherWaits);
      second = append(2);
    }
    assertThat(first).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(second).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(meters.value(Metric.BUGS)).isZero();
    assertThat(queue.unflushed(Position.START)).isEmpty();
    assertThat(stored()).isEqualTo(2);
    assertThat(append(3)).succeedsWithin(10, TimeUnit.SECONDS);
    assertThat(stored()).isEqualTo(3);
  }

  private boolean flusherWaits() {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(
            thread ->
                thread.getName().equals(flusher + "-flush")
                    && thread.getState() == Thread.State.BLOCKED);
  }

  private CompletableFuture<Void> append(long sequence) {
    Message message =
        new Message(
            new MessageId(sequence, 1),
            TopicName.of("t"),
            Qos.AT_LEAST_ONCE,
            false,
            new byte[10],
            MessageProperties.NONE,
            "p",
            sequence,
            Message.NEVER);
    StoredMessage stored =
        new StoredMessage(
            new Position(1, sequence), message, Qos.AT_LEAST_ONCE, false, new int[0], null);
    return queue.append(new Leased(writeBehind, null), stored, Durability.STORE);
  }

  private long stored() {
    List<Map<String, AttributeValue>> rows =
        new TableReader(pool)
            .all(tables.queues().spec, tables.queues().hash(CLIENT), QueueTable.COUNTS)
            .join();
    return rows.stream().mapToLong(tables.queues()::count).sum();
  }
}
