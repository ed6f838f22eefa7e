package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.lifecycle.MqttDisconnectSource;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.exceptions.Mqtt5DisconnectException;
import com.hivemq.client.mqtt.mqtt5.message.disconnect.Mqtt5DisconnectReasonCode;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two brokers on one store that fight for client ids, die, freeze and wake up. */
class NodesFightIT {
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final long SEED = Long.getLong("dynamq.fight.seed", 4);

  @TempDir Path directory;

  private EmbeddedDynamoDb store;
  private BrokerProcess a;
  private BrokerProcess b;
  private final Queue<String> got = new ConcurrentLinkedQueue<>();
  private final List<String> acknowledged = new ArrayList<>();
  private int number;

  @BeforeEach
  void start() {
    store = EmbeddedDynamoDb.start(Options.inMemory());
    a = broker("a").start();
    b = broker("b").start();
  }

  @AfterEach
  void stop() {
    a.close();
    b.close();
    store.close();
  }

  private BrokerProcess broker(String name) {
    return BrokerProcess.on(directory.resolve(name), store.port())
        .with("DYNAMQ_NODE__NAME", name + "@127.0.0.1")
        .with("DYNAMQ_PERSISTENCE__NODE_LEASE", LEASE.toSeconds() + "s")
        .with("DYNAMQ_DURABILITY__ACK_AFTER", "store");
  }

  /** A connection of one client id, and how it ended. */
  private static final class Seat {
    final Queue<Mqtt5DisconnectReasonCode> told = new ConcurrentLinkedQueue<>();
    final Mqtt5BlockingClient client;
    volatile boolean over;

    Seat(BrokerProcess broker, String id, Queue<String> payloads) {
      client =
          MqttClient.builder()
              .useMqttVersion5()
              .identifier(id)
              .serverHost("127.0.0.1")
              .serverPort(broker.mqttPort())
              .addDisconnectedListener(
                  ended -> {
                    if (ended.getSource() == MqttDisconnectSource.SERVER
                        && ended.getCause() instanceof Mqtt5DisconnectException said) {
                      told.add(said.getMqttMessage().getReasonCode());
                    }
                    over = true;
                  })
              .buildBlocking();
      client
          .toAsync()
          .publishes(
              MqttGlobalPublishFilter.ALL,
              one -> payloads.add(new String(one.getPayloadAsBytes(), StandardCharsets.UTF_8)));
    }

    boolean sit() {
      return client
          .connectWith()
          .cleanStart(false)
          .sessionExpiryInterval(600)
          .send()
          .isSessionPresent();
    }
  }

  private void publish(BrokerProcess at, int count) {
    Seat publisher = new Seat(at, "publisher-" + ++number, new ConcurrentLinkedQueue<>());
    publisher.client.connect();
    for (int i = 0; i < count; i++) {
      MqttQos qos = i % 2 == 0 ? MqttQos.AT_LEAST_ONCE : MqttQos.EXACTLY_ONCE;
      String payload = qos.getCode() + "-" + ++number;
      publisher
          .client
          .publishWith()
          .topic("t/x")
          .qos(qos)
          .payload(payload.getBytes(StandardCharsets.UTF_8))
          .send();
      acknowledged.add(payload);
    }
    publisher.client.disconnect();
  }

  private void awaitAll(String when) {
    await(when)
        .atMost(SOON)
        .untilAsserted(() -> assertThat(List.copyOf(got)).containsAll(acknowledged));
  }

  private static void signal(BrokerProcess broker, String name) {
    Command.run(new ProcessBuilder("kill", "-" + name, Long.toString(broker.pid()))).succeeded();
  }

  @Test
  void nothingIsLostOrDoubledWhileOneClientMovesBetweenNodesThatDieAndFreeze() {
    Random random = new Random(SEED);
    List<String> steps =
        new ArrayList<>(List.of("online", "offline", "kill", "freeze", "online", "freeze"));
    Collections.shuffle(steps, random);
    BrokerProcess at = a;
    Seat seat = new Seat(at, "x", got);
    assertThat(seat.sit()).isFalse();
    seat.client.subscribeWith().topicFilter("t/#").qos(MqttQos.EXACTLY_ONCE).send();
    for (String step : steps) {
      String where = "seed " + SEED + " " + steps + " at " + step;
      BrokerProcess to = at == a ? b : a;
      publish(at, 4);
      awaitAll(where);
      seat = move(step, where, seat, at, to);
      awaitAll(where);
      if (step.equals("kill")) {
        at.start();
      }
      at = to;
    }
    publish(at, 4);
    awaitAll("the end");
    assertThat(got.stream().filter(one -> one.startsWith("2")))
        .as("QoS 2, seed %d", SEED)
        .doesNotHaveDuplicates();
  }

  private Seat move(String step, String where, Seat old, BrokerProcess at, BrokerProcess to) {
    Seat next = new Seat(to, "x", got);
    if (step.equals("online")) {
      assertThat(next.sit()).as(where).isTrue();
      await(where).atMost(LEASE.multipliedBy(2)).until(() -> old.over);
      assertThat(old.told)
          .as(where)
          .containsExactly(Mqtt5DisconnectReasonCode.SESSION_TAKEN_OVER);
      return next;
    }
    old.client.disconnectWith().sessionExpiryInterval(600).send();
    publish(at, 10);
    if (step.equals("kill")) {
      at.kill();
    } else if (step.equals("freeze")) {
      signal(at, "STOP");
    }
    assertThat(next.sit()).as(where).isTrue();
    awaitAll(where);
    if (step.equals("freeze")) {
      // Long enough to be taken for dead; then it wakes up with what it believed.
      await(where)
          .atMost(SOON)
          .until(() -> to.output().contains("node " + name(at) + " is dead"));
      signal(at, "CONT");
      await(where)
          .atMost(SOON)
          .until(() -> at.output().contains("was taken for dead"));
      assertThat(next.over).as(where).isFalse();
    }
    return next;
  }

  private String name(BrokerProcess broker) {
    return (broker == a ? "a" : "b") + "@127.0.0.1";
  }

  @Test
  void aNeighbourPublishesTheWillOfAKilledNodeAndServesItsSessions() {
    Seat watcher = new Seat(b, "watcher", got);
    watcher.client.connect();
    watcher.client.subscribeWith().topicFilter("will").qos(MqttQos.AT_LEAST_ONCE).send();
    Seat subscriber = new Seat(a, "x", new ConcurrentLinkedQueue<>());
    subscriber.sit();
    subscriber.client.subscribeWith().topicFilter("t/#").qos(MqttQos.EXACTLY_ONCE).send();
    Seat mortal = new Seat(a, "mortal", new ConcurrentLinkedQueue<>());
    mortal
        .client
        .connectWith()
        .cleanStart(true)
        .sessionExpiryInterval(600)
        .willPublish()
        .topic("will")
        .qos(MqttQos.AT_LEAST_ONCE)
        .payload("gone".getBytes(StandardCharsets.UTF_8))
        .delayInterval(1)
        .applyWillPublish()
        .send();
    a.kill();
    await().atMost(SOON).until(() -> got.contains("gone"));
    publish(b, 4);
    Seat back = new Seat(b, "x", got);
    assertThat(back.sit()).isTrue();
    awaitAll("after the takeover");
    a.start();
    await().during(LEASE.multipliedBy(2)).atMost(SOON).until(() -> got.size() == 5);
    assertThat(back.over).isFalse();
  }
}
