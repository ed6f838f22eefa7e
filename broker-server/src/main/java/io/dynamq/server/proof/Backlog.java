package io.dynamq.server.proof;

import io.dynamq.server.proof.client.Publisher;
import io.dynamq.server.proof.client.Stage;
import io.dynamq.server.proof.client.Subscriber;
import io.dynamq.server.proof.ledger.Deliveries;
import io.dynamq.server.proof.ledger.PublisherLog;
import io.dynamq.server.proof.ledger.Workload;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.List;

/** Many messages that wait for a client that stays away from before the first kill until the end. */
final class Backlog {
  private static final double RATE = 20_000;

  private final Publisher publisher;
  private final Subscriber subscriber;
  private final Deliveries deliveries;

  /**
   * Nobody has connected yet.
   *
   * @param stage of the run; the backlog has names of its own
   * @param messages all that is published; about seven of eight are for the subscriber
   */
  Backlog(Stage stage, int messages) {
    Workload workload =
        new Workload("backlog-" + stage.workload().run(), stage.workload().payloadBytes());
    Stage own =
        new Stage(
            stage.address(), stage.loops(), stage.time(), stage.seed(), workload, stage.watch());
    PublisherLog log = new PublisherLog(0, 1);
    publisher = new Publisher(own, log, MqttVersion.MQTT_5, RATE, messages);
    deliveries =
        new Deliveries("backlog", 1, false, List.of(log), stage.watch().incidents());
    String filter = workload.filter(Workload.Part.STEADY);
    Subscriber.Role role =
        new Subscriber.Role("s0", MqttVersion.MQTT_5, filter, 1, false, false);
    subscriber = new Subscriber(own, role, deliveries, List.of(log));
  }

  void subscribe() {
    subscriber.start();
  }

  boolean isSubscribed() {
    return subscriber.isSubscribed();
  }

  /** The subscriber leaves, and everything is published. */
  void publish() {
    subscriber.rest();
    publisher.start();
  }

  boolean isPublished() {
    return publisher.isIdle();
  }

  /** The subscriber comes back. */
  void fetch() {
    publisher.stop();
    subscriber.settle();
  }

  int missing() {
    return deliveries.missing();
  }

  /** Returns how many were owed. */
  long judge() {
    return deliveries.judge();
  }

  /** How many came, repetitions included. */
  long delivered() {
    return deliveries.count();
  }

  void leave() {
    subscriber.stop();
  }
}
