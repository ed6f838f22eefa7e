package io.dynamq.server.proof;

import io.dynamq.server.proof.broker.BrokerUnderProof;
import io.dynamq.server.proof.fault.FaultProxy;
import io.dynamq.server.proof.fault.StoreFault;
import io.dynamq.server.proof.ledger.Phases;
import io.dynamq.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Kills and faults at times that chance says; one thread. */
final class Chaos {
  private static final long TICK_MILLIS = 5;
  private static final long START_MILLIS = 60_000;
  private static final long RESTART_MILLIS = 300;
  private static final long RECOVERY_NANOS = 15_000_000_000L;
  private static final long NEVER = Long.MAX_VALUE;

  private final Plan plan;
  private final BrokerUnderProof broker;
  private final FaultProxy proxy;
  private final Phases phases;
  private final Promise promise;
  private final Time time;
  private final Random random;
  private final Turns<StoreFault> kinds;
  private final List<Kill> kills = new ArrayList<>();
  private StoreFault fault;
  private long faultSince;
  private long faultEnded;
  private long nextKill;
  private long nextFault;

  /**
   * One kill and what followed.
   *
   * @param exitMillis until the process had ended
   * @param listeningMillis from there until it took connections again
   * @param during the fault of the store at that time, or calm
   */
  record Kill(long exitMillis, long listeningMillis, String during, int failedStarts) {}

  Chaos(
      Plan plan,
      BrokerUnderProof broker,
      FaultProxy proxy,
      Phases phases,
      Promise promise,
      Time time) {
    this.plan = plan;
    this.broker = broker;
    this.proxy = proxy;
    this.phases = phases;
    this.promise = promise;
    this.time = time;
    random = new Random(plan.seed());
    kinds = new Turns<>(plan.faults().kinds(), random);
  }

  List<Kill> kills() {
    return kills;
  }

  /** Returns when the time is over, or earlier when all kills that were asked for are done. */
  void reign(Runnable afterKill) throws IOException, InterruptedException {
    long end = time.nanos() + plan.ending().length().toNanos();
    nextKill = canKill() ? time.nanos() + about(plan.kills().every()) : NEVER;
    nextFault = hasFaults() ? time.nanos() + about(plan.faults().calm()) : NEVER;
    while (time.nanos() < end && kills.size() < plan.kills().max()) {
      Thread.sleep(TICK_MILLIS);
      if (time.nanos() >= nextFault) {
        turnFault();
      }
      if (time.nanos() >= nextKill) {
        kill();
        afterKill.run();
        boolean more = kills.size() < plan.kills().max();
        nextKill = more ? time.nanos() + about(plan.kills().every()) : NEVER;
      }
    }
    set(null);
  }

  private boolean canKill() {
    return broker.canBeKilled() && !plan.kills().every().isZero();
  }

  private boolean hasFaults() {
    return proxy != null && !plan.faults().kinds().isEmpty();
  }

  /** From half to one and a half of it. */
  private long about(Duration mean) {
    return (long) (mean.toNanos() * (0.5 + random.nextDouble()));
  }

  private void turnFault() throws IOException {
    if (fault == null) {
      set(kinds.next());
      nextFault = time.nanos() + about(plan.faults().length());
    } else {
      set(null);
      nextFault = time.nanos() + about(plan.faults().calm());
    }
  }

  private void set(StoreFault next) throws IOException {
    if (proxy == null) {
      return;
    }
    proxy.set(next);
    if (next == null) {
      faultEnded = time.nanos();
    } else {
      faultSince = time.nanos();
    }
    fault = next;
    phases.enter(next == null ? Phases.CALM : next.key());
  }

  /** In a fault, and for a while after it, the store does not have everything. */
  private boolean isStoreBehind(long now) {
    return fault != null || faultEnded != 0 && now - faultEnded < RECOVERY_NANOS;
  }

  private void kill() throws IOException, InterruptedException {
    phases.down();
    long exit = broker.kill();
    long now = time.nanos();
    promise.killed(now, isStoreBehind(now) ? faultSince : now);
    String during = phases.current();
    int failed = 0;
    broker.start();
    long until = now + START_MILLIS * 1_000_000;
    while (!Reachable.at(broker.address())) {
      if (time.nanos() > until) {
        throw new IOException(
            "the broker did not listen again within " + START_MILLIS / 1_000 + " s; it printed:\n"
                + broker.lastWords());
      }
      if (!broker.isAlive()) {
        failed++;
        Thread.sleep(RESTART_MILLIS);
        broker.start();
      }
      if (time.nanos() >= nextFault) {
        turnFault();
        during = fault == null ? during : fault.key();
      }
      Thread.sleep(TICK_MILLIS);
    }
    kills.add(new Kill(exit, (time.nanos() - now) / 1_000_000, during, failed));
    phases.up();
  }
}
