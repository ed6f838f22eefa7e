package io.dynamq.dynamodb.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The faults that are switched on. Any thread may call.
 *
 * <p>Chance comes from one seeded generator, so a single-threaded client meets the same faults in
 * each run with the same seed.
 */
public final class Faults {

  private static final class Active {
    private final Fault fault;
    private int strikesLeft;

    Active(Fault fault) {
      this.fault = fault;
      this.strikesLeft = fault.countMax();
    }
  }

  private final List<Active> active = new ArrayList<>();
  private Random random = new Random(1);
  private long strikes;
  private volatile boolean idle = true;
  private Consumer<Boolean> refusal = refuse -> {};

  /** Switches a fault on, beside those that are on already. */
  public synchronized void add(Fault fault) {
    active.add(new Active(fault));
    idle = false;
  }

  /** Switches all faults off and accepts connections again. */
  public synchronized void clear() {
    active.clear();
    idle = true;
    refusal.accept(false);
  }

  /** Starts chance anew from a seed. */
  public synchronized void seed(long seed) {
    random = new Random(seed);
  }

  /** How many times a fault has struck, delays included. */
  public synchronized long strikes() {
    return strikes;
  }

  /** Closes all connections and refuses new ones, until called with false or cleared. */
  public synchronized void refuseConnections(boolean refuse) {
    refusal.accept(refuse);
  }

  /** For the server: what to call when connections are to be refused or accepted. */
  public synchronized void onRefusal(Consumer<Boolean> listener) {
    refusal = listener;
  }

  /** For the server: decides what happens to a request. */
  public Verdict judge(String operation, Set<String> tables) {
    return idle ? Verdict.NONE : draw(operation, tables);
  }

  /** For the server: whether one item of a batch is left undone. */
  public synchronized boolean leavesUnprocessed(String operation, String table) {
    boolean left = false;
    for (Active candidate : active) {
      if (candidate.fault.kind() == FaultKind.UNPROCESSED && !left) {
        left = strikes(candidate, operation, Set.of(table));
      }
    }
    return left;
  }

  private synchronized Verdict draw(String operation, Set<String> tables) {
    long delayNanos = 0;
    FaultKind strike = null;
    for (Active candidate : active) {
      FaultKind kind = candidate.fault.kind();
      if (kind == FaultKind.LATENCY) {
        delayNanos += strikes(candidate, operation, tables) ? delay(candidate.fault) : 0;
      } else if (kind != FaultKind.UNPROCESSED && strike == null) {
        strike = strikes(candidate, operation, tables) ? kind : null;
      }
    }
    return new Verdict(strike, delayNanos);
  }

  private boolean strikes(Active candidate, String operation, Set<String> tables) {
    if (candidate.strikesLeft == 0
        || !candidate.fault.matches(operation, tables)
        || random.nextDouble() >= candidate.fault.fraction()) {
      return false;
    }
    candidate.strikesLeft--;
    strikes++;
    return true;
  }

  private long delay(Fault fault) {
    long jitter = (long) (fault.delay().jitterMax().toNanos() * random.nextDouble());
    return fault.delay().fixed().toNanos() + jitter;
  }
}
