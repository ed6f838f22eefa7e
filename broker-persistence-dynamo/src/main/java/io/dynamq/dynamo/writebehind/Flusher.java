package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.Failure;
import io.dynamq.dynamo.work.FaultLog;
import io.dynamq.dynamo.work.Worker;
import io.dynamq.message.ClientId;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that empties the dirty map, one {@link Round} at a time. Answers of the store come in
 * through the inbox, so that everything but the volatile readings belongs to this thread.
 */
final class Flusher {
  private static final Logger LOG = LoggerFactory.getLogger(Flusher.class);
  private static final double HURRY = 0.5;
  private static final long NEXT_NANOS = 1_000_000;

  private final DirtyMap dirty;
  private final WriteAhead log;
  private final RoundBuilder builder;
  private final Sender sender;
  private final WriteBehindSettings settings;
  private final Time time;
  private final Meters meters;
  private final Lanes lanes;
  private final LeaseLookup leases;
  private final LeaseChecks checks;
  private final Ownership ownership;
  private final Queue<Runnable> inbox = new ConcurrentLinkedQueue<>();
  private final Pauses pauses;
  private final Receipts receipts = new Receipts();
  private final Limiter limiter;
  private final Circuit circuit;
  private final Worker worker;
  private final FaultLog faults;
  private Round round;
  private int requests;
  private String lastFailedTable;

  Flusher(
      DirtyMap dirty,
      Sender sender,
      WriteBehindSettings settings,
      Time time,
      Meters meters,
      Guards guards) {
    log = guards.log();
    ownership = guards.ownership();
    pauses = new Pauses(time, sender.hands().random());
    this.dirty = dirty;
    lanes = new Lanes(dirty);
    builder = new RoundBuilder(dirty, lanes, settings.name(), meters, this::needless);
    this.sender = sender;
    this.settings = settings;
    this.time = time;
    this.meters = meters;
    limiter = new Limiter(Math.min(settings.concurrency(), sender.slots()), time.nanos());
    circuit = new Circuit(settings.name());
    leases = new LeaseLookup(ownership, this::later, circuit, pauses, time);
    checks = new LeaseChecks(leases, ownership, dirty, receipts);
    faults = new FaultLog(settings.name() + "-flush", meters);
    worker = sender.hands().worker(settings.name() + "-flush", this::turn, 0);
  }

  void start() {
    worker.start(0);
  }

  /** Lets the thread end; requests under way are not waited for. */
  void stop() {
    worker.stop();
  }

  /** Something cannot wait for the next tick. */
  void wake() {
    worker.wake();
  }

  /** Whether a lease of this client's is to be looked up for somebody; any thread. */
  boolean isAwaited(ClientId client) {
    return receipts.isAwaited(client);
  }

  /** The leases behind what waits are to be looked up again; any thread. */
  void doubt() {
    later(checks::doubt);
  }

  private void later(Runnable event) {
    inbox.add(event);
    worker.wake();
  }

  String outage() {
    return circuit.reason();
  }

  /** When the oldest state that waits became dirty, or the given time if there is none. */
  long oldestSinceNanos(long now) {
    return Math.min(lanes.oldestSinceNanos(now), dirty.oldestSinceNanos(now));
  }

  double pressure() {
    double entries = (double) dirty.count() / settings.maxEntries();
    double bytes = (double) dirty.bytes() / settings.maxBytes();
    return Math.min(1.0, Math.max(entries, bytes));
  }

  /** Nanoseconds until the next. */
  private long turn() {
    try {
      for (Runnable event = inbox.poll(); event != null; event = inbox.poll()) {
        event.run();
      }
      step();
    } catch (RuntimeException bug) {
      // The thread must outlive one bad entry: nothing else would ever be flushed.
      faults.tell(bug);
    }
    long tick =
        TimeUnit.MILLISECONDS.toNanos(Math.max(5, Math.min(50, settings.hold().toMillis() / 5)));
    // While a round is under way nothing else is begun, due or not.
    return round != null ? tick : Math.min(tick, Math.max(NEXT_NANOS, dirty.line().dueIn(time.nanos())));
  }

  private void step() {
    long now = time.nanos();
    limiter.tick(now);
    circuit.watch(requests > 0 || leases.isAsking(), now);
    checks.verify(now);
    while (true) {
      if (round == null && !begin(now)) {
        probe(now);
        return;
      }
      if (!isLogged()) {
        return;
      }
      if (!checks.isChecked(round, now)) {
        return;
      }
      dispatch(now);
      if (!round.isOver()) {
        return;
      }
      round = null;
    }
  }

  private boolean begin(long now) {
    long hold = pressure() >= HURRY ? 0 : settings.hold().toNanos();
    Round next = builder.build(now, hold);
    if (next.isOver()) {
      return false;
    }
    round = next;
    // All that was taken was handed to the log by then, or is just being handed over.
    awaitLog(next.isHurried());
    return true;
  }

  private void awaitLog(boolean soon) {
    CompletableFuture<Void> forced = log.forced(soon);
    round.awaits(forced);
    if (!forced.isDone()) {
      forced.thenRun(worker::wake);
    }
  }

  /** False while a power cut could take from the log what the round is about to write. */
  private boolean isLogged() {
    if (!round.isLogged() && !round.isHurried() && dirty.line().hasUrgent(time.nanos())) {
      round.hurries(true);
      awaitLog(true);
    }
    return round.isLogged();
  }

  private void dispatch(long now) {
    int limit = circuit.isOpen() ? 1 : limiter.limit();
    while (requests < limit) {
      List<Taken> batch = round.next(table -> pauses.isOpen(table, now));
      if (batch.isEmpty()) {
        return;
      }
      List<Taken> needed = batch.stream().filter(dirty::markSent).toList();
      round.answered(batch.size() - needed.size());
      meters.count(Metric.STORE_ELIDED, batch.size() - needed.size());
      if (needed.size() < batch.size()) {
        settle(batch);
      }
      if (!needed.isEmpty()) {
        send(needed);
      }
    }
  }

  private void send(List<Taken> batch) {
    requests++;
    sender
        .send(batch)
        .whenComplete((left, error) -> later(() -> answered(batch, left, error)));
  }

  private void answered(List<Taken> batch, List<Taken> left, Throwable error) {
    requests--;
    round.answered(batch.size());
    if (error == null) {
      acknowledged(batch, left);
    } else {
      failed(batch, Failure.of(error));
    }
  }

  private void acknowledged(List<Taken> batch, List<Taken> left) {
    circuit.answered();
    for (Taken taken : batch) {
      if (!left.contains(taken)) {
        finish(taken);
        taken.tellWritten();
      }
    }
    settle(batch);
    meters.count(Metric.STORE_FLUSHED, batch.size() - left.size());
    if (left.isEmpty()) {
      pauses.end(table(batch));
    } else {
      meters.count(Metric.STORE_THROTTLED, left.size());
      limiter.throttled(time.nanos());
      again(left);
    }
  }

  private void needless(Taken taken) {
    finish(taken);
    settle(List.of(taken));
  }

  private void settle(List<Taken> batch) {
    Set<Lease> settled = new HashSet<>();
    for (Taken taken : batch) {
      if (taken.lease() != null && settled.add(taken.lease())) {
        ownership.settled(taken.lease());
      }
    }
  }

  private void finish(Taken taken) {
    if (taken.lease() == null) {
      dirty.finished(taken);
    } else {
      receipts.add(taken.lease(), () -> dirty.finishing(taken));
    }
  }

  private void failed(List<Taken> batch, Failure failure) {
    switch (failure.kind()) {
      case THROTTLED -> {
        circuit.answered();
        meters.count(Metric.STORE_THROTTLED, batch.size());
        limiter.throttled(time.nanos());
        again(batch);
      }
      case UNAVAILABLE -> {
        meters.count(Metric.STORE_ERRORS);
        lastFailedTable = table(batch);
        circuit.failed(failure.text(), time.nanos());
        again(batch);
      }
      case CONDITION -> conditionFailed(batch.get(0), failure);
      case REFUSED -> refused(batch, failure);
    }
  }

  /**
   * A request of others came to its end; any thread.
   *
   * @param failure null if the store has answered
   */
  void heard(Failure failure) {
    if (failure != null) {
      later(() -> circuit.failedElsewhere(failure.text(), time.nanos()));
    } else if (circuit.isFailing()) {
      later(circuit::answeredElsewhere);
    }
  }

  private void again(List<Taken> batch) {
    pauses.begin(table(batch));
    for (Taken taken : batch) {
      if (dirty.failed(taken)) {
        addAgain(taken);
      }
    }
  }

  private void addAgain(Taken taken) {
    if (!round.add(taken)) {
      dirty.rejected(taken, Receipts.fenced(taken.lease()));
    }
  }

  private void conditionFailed(Taken taken, Failure failure) {
    circuit.answered();
    if (taken.write() instanceof Write.Update update) {
      StorageException fenced = failure.toException(taken.key().toString());
      dirty.rejected(taken, fenced);
      update.fenced().run();
    } else {
      // There is no item to remove a member from: what was wanted holds.
      dirty.finished(taken);
    }
  }

  private void refused(List<Taken> batch, Failure failure) {
    circuit.answered();
    meters.count(Metric.STORE_ERRORS);
    if (batch.size() > 1) {
      batch.forEach(taken -> addAgain(taken.apart()));
      return;
    }
    Taken poison = batch.get(0);
    meters.count(Metric.STORE_POISONED);
    LOG.error(
        "{}: the store refuses {}, it is dropped: {}",
        settings.name(), poison.key(), failure.text());
    dirty.rejected(poison, failure.toException(poison.key().toString()));
  }

  /** With nothing to write, an outage would never be seen to end. */
  private void probe(long now) {
    if (!circuit.isOpen() || lastFailedTable == null || requests > 0 || !pauses.isOpen(lastFailedTable, now)) {
      return;
    }
    requests++;
    sender
        .probe(lastFailedTable)
        .whenComplete(
            (left, error) ->
                later(
                    () -> {
                      requests--;
                      probed(error);
                    }));
  }

  private void probed(Throwable error) {
    if (error == null) {
      circuit.answered();
      pauses.endAll();
      return;
    }
    pauses.begin(lastFailedTable);
  }

  private static String table(List<Taken> batch) {
    return batch.get(0).key().table().name();
  }
}
