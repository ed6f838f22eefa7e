package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Publish;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** QoS 2 is neither lost nor duplicated, whatever happens in the middle of an exchange. */
class ExactlyOnceTest {
  private static final int MORE_THAN_ALL_IDENTIFIERS = 66_000;

  private final MemoryStorage tables = new MemoryStorage("n");
  private final FakeTime time = new FakeTime();
  private FaultyStorage store = new FaultyStorage(tables);
  private TestBroker broker = new TestBroker(store, time, SessionLimits.DEFAULT);

  private void restart() {
    broker.broker.disconnectAll();
    broker.settle();
    time.advanceMillis(1_000);
    store = new FaultyStorage(tables.forNode("n"));
    broker = new TestBroker(store, time, SessionLimits.DEFAULT);
  }

  private static Publish repeated(String topic, int packetId, String payload) {
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    return new Publish(
        true, Qos.EXACTLY_ONCE, false, TopicName.of(topic), packetId, 0, -1,
        MessageProperties.NONE, bytes);
  }

  /** What the broker could not take is not remembered as taken. */
  @Test
  void takesAPublishAgainWhosePromiseFailedWhileTheClientWasAway() {
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("t", 2);
    Link publisher = broker.link().connect("p", false);
    store.appendsWait = true;
    store.appendsFail = true;
    publisher.publish("t", 2, 7, "x", false);
    publisher.drop();
    store.answer();
    broker.settle();
    restart();

    Link back = broker.link().connect("p", false);
    back.say(repeated("t", 7, "x"));

    assertThat(back.last(Ack.class)).isEqualTo(Ack.of(Ack.Type.PUBREC, 7));
    assertThat(broker.link().connect("s", false).payloads()).containsExactly("x");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void outlivesMoreMessagesThanThereAreIdentifiers(int qos) {
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("t", qos);
    Link publisher = broker.linkOnOtherLoop().connect("p", false);
    for (int i = 0; i < MORE_THAN_ALL_IDENTIFIERS; i++) {
      publisher.publish("t", qos, 1 + i % 65_535, "m" + i, false);
      if (qos == 2) {
        publisher.ack(Ack.Type.PUBREL, 1 + i % 65_535);
      }
      Delivery delivery = subscriber.last(Delivery.class);
      assertThat(new String(delivery.message().payload(), StandardCharsets.UTF_8))
          .isEqualTo("m" + i);
      assertThat(delivery.packetId()).isEqualTo(1 + i % 65_535);
      finish(subscriber, delivery);
      subscriber.got.clear();
      publisher.got.clear();
    }
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  private static void finish(Link subscriber, Delivery delivery) {
    if (delivery.qos() == Qos.AT_LEAST_ONCE) {
      subscriber.ack(Ack.Type.PUBACK, delivery.packetId());
    } else {
      subscriber.ack(Ack.Type.PUBREC, delivery.packetId());
      subscriber.ack(Ack.Type.PUBCOMP, delivery.packetId());
    }
  }

  /** One delivery is never finished; its identifier is in use all the time. */
  @Test
  void passesOverAnIdentifierThatStaysInUse() {
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("t", 2);
    Link publisher = broker.link().connect("p", false);
    publisher.publish("t", 2, 1, "held", false);
    publisher.ack(Ack.Type.PUBREL, 1);
    int held = subscriber.last(Delivery.class).packetId();
    for (int i = 0; i < MORE_THAN_ALL_IDENTIFIERS; i++) {
      publisher.publish("t", 1, 1, "m", false);
      Delivery delivery = subscriber.last(Delivery.class);
      assertThat(delivery.packetId()).isNotEqualTo(held);
      subscriber.ack(Ack.Type.PUBACK, delivery.packetId());
      subscriber.got.clear();
      publisher.got.clear();
    }
    subscriber.ack(Ack.Type.PUBREC, held);
    assertThat(subscriber.got).contains(Ack.of(Ack.Type.PUBREL, held));
  }

  @Test
  void deliversMoreThanTheWindowAcknowledgedInAnyOrder() {
    Link subscriber = broker.link().connect("s", false);
    subscriber.subscribe("t", 2);
    Link publisher = broker.link().connect("p", false);
    for (int i = 0; i < 500; i++) {
      publisher.publish("t", 2, 1 + i, "m" + i, false);
      publisher.ack(Ack.Type.PUBREL, 1 + i);
    }
    for (int seed = 1; subscriber.payloads().size() < 500 && seed < 500; seed++) {
      answerInAnyOrder(subscriber, new Random(seed));
    }
    assertThat(subscriber.payloads())
        .containsExactlyElementsOf(IntStream.range(0, 500).mapToObj(i -> "m" + i).toList());
    assertThat(subscriber.deliveries()).noneMatch(Delivery::dup);
  }

  private static void answerInAnyOrder(Link subscriber, Random random) {
    List<Packet> open = new ArrayList<>(subscriber.got);
    java.util.Collections.shuffle(open, random);
    for (Packet packet : open) {
      if (packet instanceof Delivery delivery) {
        subscriber.ack(Ack.Type.PUBREC, delivery.packetId());
      } else if (packet instanceof Ack ack && ack.type() == Ack.Type.PUBREL) {
        subscriber.ack(Ack.Type.PUBCOMP, ack.packetId());
      }
    }
  }

  /** The connection of either side breaks after each step of the exchange, both ways of ending. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void survivesAnEndInEveryHalfState(boolean restarts) {
    for (int step = 0; step <= 40; step++) {
      for (int victim = 0; victim < 3; victim++) {
        String topic = "half/" + step + "/" + victim;
        playHalfState(topic, step, victim, restarts);
      }
    }
  }

  private void playHalfState(String topic, int step, int victim, boolean restarts) {
    RandomClient.Habits usual = new RandomClient.Habits(4, false, false, false);
    Random random = new Random(step * 3L + victim);
    RandomClient publisher = new RandomClient(broker, random, "p/" + topic, usual);
    RandomClient subscriber = new RandomClient(broker, random, "s/" + topic, usual);
    publisher.connect();
    subscriber.connect();
    settleAll(publisher, subscriber, 1_000);
    subscriber.link().subscribe(topic, 2);
    publisher.publishTo(topic, 2);
    publisher.publishTo(topic, 2);
    settleAll(publisher, subscriber, step);
    if (restarts) {
      restart();
      publisher.move(broker);
      subscriber.move(broker);
    } else if (victim != 0) {
      publisher.link().cut();
    }
    if (!restarts && victim != 1) {
      subscriber.link().cut();
    }
    settleAll(publisher, subscriber, 1_000);
    assertThat(subscriber.inbox)
        .as("cut at step %d of %s", step, victim)
        .containsExactly(
            publisher.id + " " + topic + " 2 1", publisher.id + " " + topic + " 2 2");
    assertThat(publisher.hasUnfinishedPublishes()).as("cut at step %d", step).isFalse();
    publisher.link().drop();
    subscriber.link().drop();
  }

  /** So many single steps, of whoever can make one. */
  private void settleAll(RandomClient publisher, RandomClient subscriber, int steps) {
    for (int i = 0; i < steps; i++) {
      boolean any = broker.loopA.step() || broker.loopB.step();
      any = any || publisher.read() || subscriber.read() || subscriber.acknowledge();
      if (!any && publisher.isUp() && subscriber.isUp()) {
        return;
      }
      reconnect(publisher);
      reconnect(subscriber);
    }
  }

  private static void reconnect(RandomClient client) {
    if (!client.isUp()) {
      client.connect();
    }
  }
}
