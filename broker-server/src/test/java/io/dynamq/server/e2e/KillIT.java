package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL under load: nothing that was acknowledged is lost, nothing of QoS 2 comes twice, order
 * holds, no session is forgotten. {@code -Ddynamq.kills=50} makes it long, {@code -Ddynamq.seed=…}
 * repeats a run.
 */
class KillIT {
  private static final int KILLS = Integer.getInteger("dynamq.kills", 4);
  private static final long SEED = Long.getLong("dynamq.seed", new Random().nextLong());
  private static final Duration PATIENCE = Duration.ofSeconds(150);

  @TempDir Path directory;

  private final Random random = new Random(SEED);
  private final List<Courier> couriers = new ArrayList<>();
  private final List<Receiver> receivers = new ArrayList<>();

  @AfterEach
  void close() {
    couriers.forEach(SteadyClient::close);
    receivers.forEach(SteadyClient::close);
  }

  @Test
  void whatWasAcknowledgedSurvivesEveryKill() {
    try (BrokerProcess broker = wal(new BrokerProcess(directory.resolve("one"))).start()) {
      begin(broker, 700);
      for (int i = 0; i < KILLS; i++) {
        progress(20 + random.nextInt(200));
        broker.kill();
        broker.start();
      }
      progress(50);
      finish(broker);
    }
  }

  @Test
  void whatWasAcknowledgedWhileTheStoreWasAwaySurvivesAKill() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
        BrokerProcess broker = wal(BrokerProcess.on(directory.resolve("one"), store.port())).start()) {
      begin(broker, 0);
      progress(100);
      store.faults().refuseConnections(true);
      progress(300);
      broker.kill();
      store.faults().refuseConnections(false);
      broker.start();
      progress(50);
      finish(broker);
    }
  }

  private static BrokerProcess wal(BrokerProcess broker) {
    return broker.with("DYNAMQ_DURABILITY__ACK_AFTER", "wal");
  }

  /**
   * @param dropEvery messages after which one receiver loses its connection
   */
  private void begin(BrokerProcess broker, int dropEvery) {
    receivers.add(new Receiver(broker.mqttPort(), "steady", "t/#", 0));
    receivers.add(new Receiver(broker.mqttPort(), "unsteady", "t/#", dropEvery));
    receivers.forEach(SteadyClient::start);
    await().atMost(PATIENCE).until(() -> receivers.stream().allMatch(Receiver::isSubscribed));
    for (int i = 0; i < 2; i++) {
      couriers.add(new Courier(broker.mqttPort(), "one-" + i, "t/one/" + i, 1, SEED + i));
      couriers.add(new Courier(broker.mqttPort(), "two-" + i, "t/two/" + i, 2, SEED - i));
    }
    couriers.forEach(SteadyClient::start);
  }

  /** Every publisher gets that many more acknowledgements. */
  private void progress(int acknowledgements) {
    List<Integer> wanted = couriers.stream().map(c -> c.acknowledgements() + acknowledgements).toList();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int i = 0; i < wanted.size(); i++) {
                if (couriers.get(i).acknowledgements() < wanted.get(i)) {
                  return false;
                }
              }
              return true;
            });
  }

  private void finish(BrokerProcess broker) {
    couriers.forEach(Courier::pause);
    for (Receiver receiver : receivers) {
      for (int i = 0; i < 2; i++) {
        check(receiver, "t/one/" + i, couriers.get(2 * i), broker);
        check(receiver, "t/two/" + i, couriers.get(2 * i + 1), broker);
      }
      assertThat(receiver.sessionsLost()).as("sessions lost").isZero();
    }
    couriers.forEach(courier -> assertThat(courier.sessionsLost()).isZero());
    couriers.forEach(courier -> assertThat(courier.failure()).isNull());
    receivers.forEach(receiver -> assertThat(receiver.failure()).isNull());
  }

  private static void check(
      Receiver receiver, String topic, Courier courier, BrokerProcess broker) {
    String what =
        topic + ", seed " + SEED + ", to " + receiver + ", the broker printed: " + broker.output();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(missing(courier.acknowledged(), receiver.numbers(topic)))
                    .as("lost of " + what)
                    .isEmpty());
    List<Integer> numbers = receiver.numbers(topic);
    if (topic.startsWith("t/two")) {
      assertThat(numbers).as("twice of " + what).doesNotHaveDuplicates();
    }
    assertThat(firstTimes(numbers)).as("order of " + what).isSorted();
  }

  private static List<Integer> missing(List<Integer> sent, List<Integer> received) {
    HashSet<Integer> found = new HashSet<>(received);
    return sent.stream().filter(number -> !found.contains(number)).toList();
  }

  private static List<Integer> firstTimes(List<Integer> numbers) {
    HashSet<Integer> seen = new HashSet<>();
    return numbers.stream().filter(seen::add).toList();
  }
}
