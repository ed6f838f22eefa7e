package io.dynamq.engine;

import io.dynamq.control.HealthView;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.Receipt;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageHealth;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the store's health with each tick and says what follows from it. Looking is serial;
 * asking is for any thread and costs one read.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  private static final CompletableFuture<Void> REFUSED =
      CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.THROTTLED, "the store is away and store.outage is reject"));

  private final Storage storage;
  private final OutagePolicy policy;
  private final Time time;
  private final Meters meters;
  private volatile boolean away;
  private volatile boolean full;
  private volatile boolean blind;
  private volatile HealthView view;

  StoreWatch(Storage storage, OutagePolicy policy, Time time, Meters meters) {
    this.storage = storage;
    this.policy = policy;
    this.time = time;
    this.meters = meters;
    view = new HealthView(true, "", time.epochMillis());
    meters.gauge("broker.degraded", () -> view.up() ? 0 : 1);
  }

  /** Whether it is unknown what the store keeps. */
  void blind(boolean now) {
    blind = now;
  }

  /**
   * Whether a message must be refused because nobody knows who should get it.
   *
   * @param receipt told if it goes to those who are online only
   */
  boolean refusesBlindly(TopicName topic, Receipt receipt) {
    if (!blind) {
      return false;
    }
    if (policy.of(topic) == OutagePolicy.Choice.DEGRADE) {
      receipt.unkept();
      return false;
    }
    return true;
  }

  HealthView view() {
    return view;
  }

  /** Time passes. */
  void look() {
    StorageHealth health = storage.health();
    away = !health.available();
    full = health.pressure() >= 1;
    String reason = reason(health);
    HealthView before = view;
    if (before.up() != reason.isEmpty()) {
      change(before, reason);
    } else if (!before.reason().equals(reason)) {
      view = new HealthView(before.up(), reason, before.sinceMillis());
    }
  }

  private String reason(StorageHealth health) {
    if (away) {
      return health.reason();
    }
    if (blind) {
      // Until then publishes are refused as if the store were away.
      return "the saved sessions are not read yet";
    }
    return full ? "what the store has yet to take is at its bound" : "";
  }

  private void change(HealthView before, String reason) {
    long now = time.epochMillis();
    view = new HealthView(reason.isEmpty(), reason, now);
    if (reason.isEmpty()) {
      LOG.info("UP again after {} ms of being DEGRADED", now - before.sinceMillis());
    } else {
      meters.count(Metric.BROKER_DEGRADED);
      LOG.warn("DEGRADED: {}", reason);
    }
  }

  /** Whether what is published to this topic now is kept for receivers that are away. */
  boolean keeps(TopicName topic) {
    return !blind && !full && (!away || policy.of(topic) == OutagePolicy.Choice.SPOOL);
  }

  /** Whether what is published to this topic now goes to those who are online and no further. */
  boolean degrades(TopicName topic) {
    return (away || blind) && policy.of(topic) == OutagePolicy.Choice.DEGRADE;
  }

  /** How new content for this topic is refused, null if it is taken or goes unkept. */
  CompletableFuture<Void> refusal(TopicName topic) {
    return away && policy.of(topic) == OutagePolicy.Choice.REJECT ? REFUSED : null;
  }

  /**
   * Whether a message of this topic goes to nobody but those who are online.
   *
   * @param receipt told so
   */
  boolean isUnkept(TopicName topic, Receipt receipt) {
    boolean unkept =
        away && receipt.origin() == null && policy.of(topic) == OutagePolicy.Choice.DEGRADE;
    if (unkept) {
      receipt.unkept();
    }
    return unkept;
  }
}
