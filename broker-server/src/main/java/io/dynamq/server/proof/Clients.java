package io.dynamq.server.proof;

import io.dynamq.server.proof.client.Publisher;
import io.dynamq.server.proof.client.RetainedReader;
import io.dynamq.server.proof.client.SessionEnder;
import io.dynamq.server.proof.client.Stage;
import io.dynamq.server.proof.client.Subscriber;
import io.dynamq.server.proof.ledger.Deliveries;
import io.dynamq.server.proof.ledger.Incidents;
import io.dynamq.server.proof.ledger.PublisherLog;
import io.dynamq.server.proof.ledger.RetainedLog;
import io.dynamq.server.proof.ledger.Workload;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The cast of a run: publishers of QoS 1 and 2, subscribers that stay, that come and go, that share,
 * one that stays away until the end, and one that ends sessions; MQTT 3.1.1 and 5 in turn.
 */
final class Clients {
  private static final int SHARED = 2;
  private static final int SHARED_FROM = 4;

  private final Stage stage;
  private final List<PublisherLog> logs = new ArrayList<>();
  private final List<Publisher> publishers = new ArrayList<>();
  private final List<Subscriber> subscribers = new ArrayList<>();
  private final List<Deliveries> deliveries = new ArrayList<>();
  private final List<SessionEnder> enders = new ArrayList<>();
  private final RetainedLog retained;
  private int readers;

  Clients(Stage stage, Plan.Load load) {
    this.stage = stage;
    for (int i = 0; i < load.publishers(); i++) {
      PublisherLog log = new PublisherLog(i, 1 + i % 2);
      logs.add(log);
      publishers.add(new Publisher(stage, log, version(i), load.rate(), Integer.MAX_VALUE));
    }
    retained = new RetainedLog(stage.workload(), logs, stage.watch().incidents());
    int shared = load.subscribers() >= SHARED_FROM ? SHARED : 0;
    for (int i = 0; i < load.subscribers() - shared; i++) {
      subscribe("s" + i, i);
    }
    if (shared > 0) {
      share(shared);
    }
    for (int i = 0; i < 2; i++) {
      enders.add(new SessionEnder(stage, i, i == 0 ? MqttVersion.MQTT_3_1_1 : MqttVersion.MQTT_5));
    }
  }

  /** Both versions with both qualities of service. */
  private static MqttVersion version(int number) {
    return number / 2 % 2 == 0 ? MqttVersion.MQTT_3_1_1 : MqttVersion.MQTT_5;
  }

  private void subscribe(String name, int number) {
    int qos = 2 - number % 2;
    Deliveries own = deliveries(stage.workload().run() + "-" + name, qos, false);
    String filter = stage.workload().filter(Workload.Part.STEADY);
    boolean restless = number % 4 != 0;
    add(new Subscriber.Role(name, version(number), filter, qos, restless, number < 2), own);
  }

  private void share(int members) {
    String filter = "$share/proof/" + stage.workload().filter(Workload.Part.STEADY);
    Deliveries group = deliveries(filter, 2, true);
    for (int i = 0; i < members; i++) {
      add(new Subscriber.Role("m" + i, version(2 * i), filter, 2, true, false), group);
    }
  }

  private Deliveries deliveries(String who, int qos, boolean shared) {
    Incidents incidents = stage.watch().incidents();
    Deliveries made = new Deliveries(who, qos, shared, logs, incidents);
    deliveries.add(made);
    return made;
  }

  private void add(Subscriber.Role role, Deliveries own) {
    subscribers.add(new Subscriber(stage, role, own, logs));
  }

  void subscribe() {
    subscribers.forEach(Subscriber::start);
  }

  boolean areSubscribed() {
    return subscribers.stream().allMatch(Subscriber::isSubscribed);
  }

  void publish() {
    publishers.forEach(Publisher::start);
    enders.forEach(SessionEnder::start);
  }

  /** Nothing new; what is under way is finished, and everybody stays. */
  void settle() {
    publishers.forEach(Publisher::pause);
    subscribers.forEach(Subscriber::settle);
    enders.forEach(SessionEnder::settle);
  }

  boolean areSettled() {
    return publishers.stream().allMatch(Publisher::isIdle)
        && subscribers.stream().allMatch(Subscriber::isSettled);
  }

  int missing() {
    return deliveries.stream().mapToInt(Deliveries::missing).sum();
  }

  int acknowledged() {
    return logs.stream().mapToInt(PublisherLog::acknowledged).sum();
  }

  CompletableFuture<Void> readRetained() {
    RetainedReader reader = new RetainedReader(stage, readers++, retained);
    reader.start();
    return reader.done();
  }

  /** After the last message; returns how many were owed to all. */
  long judge() {
    subscribers.forEach(Subscriber::close);
    return deliveries.stream().mapToLong(Deliveries::judge).sum();
  }

  void leave() {
    publishers.forEach(Publisher::stop);
    subscribers.forEach(Subscriber::stop);
    enders.forEach(SessionEnder::stop);
  }

  List<PublisherLog> logs() {
    return logs;
  }

  List<Deliveries> deliveries() {
    return deliveries;
  }

  List<Subscriber> subscribers() {
    return subscribers;
  }

  RetainedLog retained() {
    return retained;
  }
}
