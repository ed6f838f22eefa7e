package io.dynamq.engine;

import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.hook.HookChain;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.MessageIds;
import io.dynamq.observe.Meters;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.routing.SubscriptionTable;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** What every part of one broker shares. Built once by {@link Broker}; all parts are thread-safe. */
final class Core {
  final BrokerSettings settings;
  final Storage storage;
  final Time time;
  final Meters meters;
  final Tracer tracer = new Tracer(this);
  final Drops drops;
  final Latencies latencies;
  final FullQueues full = new FullQueues();
  final Authenticator authenticator;
  final Authorizer authorizer;
  final HookChain hooks = new HookChain();
  final SubscriptionTable table;
  final RetainedIndex retained = new RetainedIndex();
  final RetainedMirror retainedMirror;
  final Publisher publisher;
  final Sessions sessions;
  final Groups groups;
  final History history;
  final Deadlines deadlines = new Deadlines();
  /** Limits of clients that come from now on. */
  volatile Map<String, Zone> zones;

  /** Whether the memory is so full that publishers have to wait. */
  volatile boolean crowded;

  final ProofEnds proofEnds = new ProofEnds();
  final RefusalLog refusals;
  final StoreWatch watch;
  final Delayed delayed;
  final HeldWills wills;
  private final int nodeBits;
  private final AtomicInteger connectionNumbers = new AtomicInteger();

  Core(Broker.Parts parts) {
    this.settings = parts.settings();
    this.zones = settings.zones();
    this.storage = parts.storage();
    this.time = parts.time();
    this.refusals = new RefusalLog(time);
    this.meters = parts.meters();
    this.latencies = new Latencies(meters, time);
    this.drops = new Drops(meters, time, storage.ledger(), tracer);
    this.watch = new StoreWatch(storage, settings.durability().outage(), time, meters);
    this.authenticator = parts.authenticator();
    this.authorizer = parts.authorizer();
    this.table = new SubscriptionTable(settings.sharing().strategy(), settings.sharing().byGroup());
    this.history = new History(storage.history(), time);
    this.retainedMirror = new RetainedMirror(retained, storage.retained());
    this.publisher =
        new Publisher(
            settings,
            retainedMirror,
            table,
            hooks,
            meters,
            new Publisher.Notes(drops, history, watch, tracer));
    this.sessions = new Sessions(this, parts.loops());
    this.delayed = new Delayed(this);
    this.wills = new HeldWills(this);
    this.groups = new Groups(this, parts.loops());
    // Incarnations of a node must not repeat ids even if its clock was set back.
    this.nodeBits = MessageIds.nodeBits(settings.node(), (int) time.epochSeconds());
  }

  /** Ids for one more connection. */
  MessageIds newMessageIds() {
    return new MessageIds(time, nodeBits, connectionNumbers.incrementAndGet());
  }

  /** The zone that a stored session began in; rows of older versions do not say which. */
  Zone zoneOf(StoredSession stored) {
    return zone(stored.zone() == null ? "external" : stored.zone());
  }

  /** What its publisher is promised; of a delayed message the topic counts that it will have. */
  Durability asked(Message message) {
    TopicName topic = delayed.real(message.topic());
    return settings.durability().of(message, topic == null ? message.topic() : topic);
  }

  /** What holds before a message's publisher is acknowledged, or would if it were asked. */
  Durability promised(Message message, Receipt receipt) {
    Durability asked = receipt.durability();
    return asked == null ? settings.durability().of(message.topic()) : asked;
  }

  /**
   * Whether the taker's row must tell of a message from another queue before anybody gets it: only
   * DynamoDB may be left, and QoS 2 may not come from both queues.
   */
  boolean isTold(StoredMessage stored, Receipt receipt) {
    return receipt.origin() != null
        && stored.qos() == Qos.EXACTLY_ONCE
        && promised(stored.message(), receipt) == Durability.STORE;
  }

  /** Appends to a queue, as its publisher was promised. */
  CompletableFuture<Void> append(Lease lease, StoredMessage stored, Receipt receipt) {
    Durability durability = promised(stored.message(), receipt);
    if (receipt.origin() != null) {
      return storage.inflight().move(receipt.origin(), lease, stored, durability);
    }
    CompletableFuture<Void> refusal = watch.refusal(stored.message().topic());
    if (refusal != null) {
      return refusal;
    }
    Bundle bundle = receipt.bundle();
    return bundle == null
        ? storage.inflight().append(lease, stored, durability)
        : storage.inflight().append(lease, stored, durability, bundle);
  }

  Zone zone(String name) {
    Zone zone = zones.get(name);
    return zone != null ? zone : Zone.defaults(name);
  }
}
