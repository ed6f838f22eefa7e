package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A broker whose store is away or ill, in wal mode: publishing goes on, nothing is lost, and what was
 * kept is in the tables when the store is well. With {@code -Ddynamq.outage.all=true} for every kind
 * of illness, else for the two worst.
 */
class OutageIT {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int MORE = 300;

  /** Keeps to some thousands what waits after an outage: coming back for every 200 takes time. */
  private static final Duration BREATH = Duration.ofMillis(4);

  private static final int DROP_EVERY = 200;

  @TempDir Path directory;
  private EmbeddedDynamoDb store;
  private BrokerProcess broker;

  /** What happens to the store. */
  enum Illness {
    REFUSAL,
    HANG,
    RESET,
    ERRORS,
    THROTTLING,
    SLOWNESS,
    UNPROCESSED,
    AMBIGUITY;

    void befall(EmbeddedDynamoDb store) {
      switch (this) {
        case REFUSAL -> store.faults().refuseConnections(true);
        case HANG -> store.faults().add(Fault.of(FaultKind.HANG));
        case RESET -> store.faults().add(Fault.of(FaultKind.RESET));
        case ERRORS -> store.faults().add(Fault.of(FaultKind.INTERNAL_ERROR));
        case THROTTLING ->
            store.faults().add(Fault.of(FaultKind.THROTTLING).withFraction(0.5));
        case SLOWNESS ->
            store.faults().add(Fault.latency(Duration.ofMillis(300), Duration.ZERO));
        case UNPROCESSED ->
            store.faults().add(Fault.of(FaultKind.UNPROCESSED).withFraction(0.5));
        case AMBIGUITY ->
            store.faults().add(Fault.of(FaultKind.AMBIGUOUS).withFraction(0.5));
      }
    }

    boolean isOutage() {
      return ordinal() <= ERRORS.ordinal();
    }
  }

  static Stream<Illness> illnesses() {
    return Boolean.getBoolean("dynamq.outage.all")
        ? Stream.of(Illness.values())
        : Stream.of(Illness.REFUSAL, Illness.HANG);
  }

  @BeforeEach
  void start() {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    broker = BrokerProcess.on(directory.resolve("data"), store.port()).start();
  }

  @AfterEach
  void stop() {
    store.faults().clear();
    broker.close();
    store.close();
  }

  @ParameterizedTest
  @MethodSource("illnesses")
  void publishingGoesOnAndNothingIsLost(Illness illness) {
    Receiver receiver = new Receiver(broker.mqttPort(), "receiver", "t/#", DROP_EVERY);
    try (receiver;
        Courier one = courier("one", "t/1", 1);
        Courier two = courier("two", "t/2", 2)) {
      receiver.start();
      await().until(receiver::isSubscribed);
      one.start();
      two.start();
      awaitMore(one, two);
      illness.befall(store);
      if (illness.isOutage()) {
        await().atMost(SOON).until(() -> broker.ctl("health").exit() == 1);
        // An answer from before may still come and say for a moment that all is well.
        await().atMost(SOON).until(() -> broker.ctl("status").out().contains("DEGRADED since "));
        await().atMost(SOON).until(() -> alarms("list").contains("Alarm(store_degraded, "));
      }
      awaitMore(one, two);
      receiver.drop();
      awaitMore(one, two);
      store.faults().clear();
      await().atMost(SOON).until(() -> broker.ctl("health").exit() == 0);
      await().atMost(SOON).until(() -> !alarms("list").contains("store_degraded"));
      assertThat(alarms("history").contains("store_degraded")).isEqualTo(illness.isOutage());
      settle(receiver, one, two);
    }
  }

  private String alarms(String which) {
    return broker.ctl("alarms", which).succeeded().out();
  }

  @Test
  void aBrokerThatIsKilledDuringAnOutageHasEverythingAfterIt() {
    Receiver receiver = new Receiver(broker.mqttPort(), "receiver", "t/#", DROP_EVERY);
    try (receiver;
        Courier one = courier("one", "t/1", 1);
        Courier two = courier("two", "t/2", 2)) {
      receiver.start();
      await().until(receiver::isSubscribed);
      one.start();
      two.start();
      awaitMore(one, two);
      store.faults().refuseConnections(true);
      awaitMore(one, two);
      receiver.drop();
      awaitMore(one, two);
      broker.kill();
      store.faults().clear();
      broker.start();
      settle(receiver, one, two);
    }
  }

  private Courier courier(String id, String topic, int qos) {
    return new Courier(broker.mqttPort(), id, topic, qos, qos).resting(BREATH);
  }

  /** Both go on by a good deal. */
  private void awaitMore(Courier one, Courier two) {
    int first = one.acknowledgements();
    int second = two.acknowledgements();
    await()
        .atMost(SOON)
        .until(
            () ->
                one.acknowledgements() > first + MORE && two.acknowledgements() > second + MORE);
  }

  private void settle(Receiver receiver, Courier one, Courier two) {
    one.pause();
    two.pause();
    await().atMost(SOON).until(() -> one.isAtRest() && two.isAtRest());
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(new TreeSet<>(receiver.numbers("t/1")))
                    .containsAll(one.acknowledged()));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> assertThat(receiver.numbers("t/2")).containsAll(two.acknowledged()));
    assertThat(receiver.numbers("t/2")).isSorted().doesNotHaveDuplicates();
    assertThat(receiver.sessionsLost()).isZero();
    assertThat(one.sessionsLost() + two.sessionsLost()).isZero();
    assertThat(receiver.failure()).isNull();
    await().atMost(SOON).until(() -> unflushed() == 0);
  }

  private long unflushed() {
    return broker
        .ctl("broker", "stats")
        .out()
        .lines()
        .filter(line -> line.startsWith("wal.size"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*: ", "").strip()))
        .sum();
  }
}
