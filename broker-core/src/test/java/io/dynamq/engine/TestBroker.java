package io.dynamq.engine;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Durability;
import io.dynamq.store.Storage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.testkit.ManualLoop;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A whole broker on the test's thread: two manual loops, fake time, links instead of sockets. */
final class TestBroker {
  static final String LISTENER = "mqtt:tcp:test";

  final FakeTime time;
  final Meters meters = new Meters();
  final ManualLoop loopA = new ManualLoop();
  final ManualLoop loopB = new ManualLoop();
  final Broker broker;

  TestBroker(Storage storage, FakeTime time, SessionLimits limits) {
    this(storage, time, Zone.defaults("external").withSession(limits), BrokerSettings.Modules.NONE);
  }

  TestBroker(Storage storage, FakeTime time, Zone zone, BrokerSettings.Modules modules) {
    this(storage, time, zone, modules, Authorizer.ALLOW_ALL);
  }

  TestBroker(
      Storage storage,
      FakeTime time,
      Zone zone,
      BrokerSettings.Modules modules,
      Authorizer authorizer) {
    this(storage, time, zone, modules, authorizer, new AnonymousAuthenticator(Set.of(LISTENER)));
  }

  /** One whose clients are authenticated otherwise. */
  TestBroker(Storage storage, FakeTime time, Authenticator authenticator) {
    this(
        storage,
        time,
        Zone.defaults("external"),
        BrokerSettings.Modules.NONE,
        Authorizer.ALLOW_ALL,
        authenticator);
  }

  /** One that speaks of itself on $SYS topics. */
  TestBroker(Storage storage, FakeTime time, BrokerSettings.Sys sys) {
    this(
        storage,
        time,
        settings(Zone.defaults("external"), BrokerSettings.Modules.NONE, sys),
        Authorizer.ALLOW_ALL,
        new AnonymousAuthenticator(Set.of(LISTENER)));
  }

  /** The same with all. */
  TestBroker(
      Storage storage,
      FakeTime time,
      Zone zone,
      BrokerSettings.Modules modules,
      Authorizer authorizer,
      Authenticator authenticator) {
    this(
        storage,
        time,
        settings(zone, modules, BrokerSettings.Sys.OFF),
        authorizer,
        authenticator);
  }

  /** With shared groups as given. */
  TestBroker(
      Storage storage, FakeTime time, SessionLimits limits, BrokerSettings.Sharing sharing) {
    this(
        storage,
        time,
        settings(
            Zone.defaults("external").withSession(limits),
            BrokerSettings.Modules.NONE,
            BrokerSettings.Sys.OFF,
            sharing),
        Authorizer.ALLOW_ALL,
        new AnonymousAuthenticator(Set.of(LISTENER)));
  }

  /** One that promises as much as told. */
  TestBroker(Storage storage, FakeTime time, Durability durability) {
    this(storage, time, DurabilityPolicy.of(durability));
  }

  /** The same with rules. */
  TestBroker(Storage storage, FakeTime time, DurabilityPolicy durability) {
    this(
        storage,
        time,
        settings(
            Zone.defaults("external"),
            BrokerSettings.Modules.NONE,
            BrokerSettings.Sys.OFF,
            BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN),
            durability),
        Authorizer.ALLOW_ALL,
        new AnonymousAuthenticator(Set.of(LISTENER)));
  }

  /** One that keeps so many retained messages. */
  TestBroker(Storage storage, FakeTime time, BrokerSettings.RetainedLimits retained) {
    this(
        storage,
        time,
        new BrokerSettings(
            "test@127.0.0.1",
            "0",
            Map.of("external", Zone.defaults("external")),
            DurabilityPolicy.of(Durability.MEMORY),
            BrokerSettings.Sys.OFF,
            BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN),
            retained,
            BrokerSettings.Modules.NONE),
        Authorizer.ALLOW_ALL,
        new AnonymousAuthenticator(Set.of(LISTENER)));
  }

  /** The same with modules. */
  TestBroker(
      Storage storage, FakeTime time, DurabilityPolicy durability, BrokerSettings.Modules modules) {
    this(
        storage,
        time,
        settings(
            Zone.defaults("external"),
            modules,
            BrokerSettings.Sys.OFF,
            BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN),
            durability),
        Authorizer.ALLOW_ALL,
        new AnonymousAuthenticator(Set.of(LISTENER)));
  }

  private static BrokerSettings settings(
      Zone zone, BrokerSettings.Modules modules, BrokerSettings.Sys sys) {
    return settings(
        zone, modules, sys, BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN));
  }

  private static BrokerSettings settings(
      Zone zone,
      BrokerSettings.Modules modules,
      BrokerSettings.Sys sys,
      BrokerSettings.Sharing sharing) {
    return settings(zone, modules, sys, sharing, DurabilityPolicy.of(Durability.MEMORY));
  }

  private static BrokerSettings settings(
      Zone zone,
      BrokerSettings.Modules modules,
      BrokerSettings.Sys sys,
      BrokerSettings.Sharing sharing,
      DurabilityPolicy durability) {
    return new BrokerSettings(
        "test@127.0.0.1",
        "0",
        Map.of("external", zone),
        durability,
        sys,
        sharing,
        BrokerSettings.RetainedLimits.NONE,
        modules);
  }

  private TestBroker(
      Storage storage,
      FakeTime time,
      BrokerSettings settings,
      Authorizer authorizer,
      Authenticator authenticator) {
    this.time = time;
    broker =
        new Broker(
            new Broker.Parts(
                settings,
                storage,
                time,
                meters,
                authenticator,
                authorizer,
                List.of(loopA, loopB)));
    broker.restore();
    settle();
  }

  /** Runs both loops until nothing is left to do. */
  void settle() {
    boolean any;
    do {
      any = loopA.run();
      any |= loopB.run();
    } while (any);
  }

  void advanceMillis(long millis) {
    time.advanceMillis(millis);
    broker.tick();
    settle();
  }

  long count(Metric metric) {
    return meters.value(metric);
  }

  Link link() {
    return new Link(this, loopA);
  }

  Link linkOnOtherLoop() {
    return new Link(this, loopB);
  }
}
