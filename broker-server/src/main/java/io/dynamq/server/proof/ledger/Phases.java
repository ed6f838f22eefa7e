package io.dynamq.server.proof.ledger;

import io.dynamq.time.Time;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How publishing went while all was calm and during each kind of fault. The time from a kill until
 * the broker listens again belongs to no phase.
 */
public final class Phases {
  /** The name of the phase without a fault. */
  public static final String CALM = "calm";

  private static final int LATENCIES_MAX = 200_000;

  /**
   * One phase.
   *
   * @param gapNanos the longest time in which a publisher waited for an acknowledgement and got none
   */
  public record Result(
      long nanos, long acknowledged, long gapNanos, long medianNanos, long p99Nanos) {

    /** Acknowledgements a second. */
    public double rate() {
      return nanos == 0 ? 0 : acknowledged * 1e9 / nanos;
    }
  }

  private static final class Tally {
    private long nanos;
    private long acknowledged;
    private long gap;
    private final long[] latencies = new long[LATENCIES_MAX];
    private int kept;
  }

  private final Time time;
  private final Map<String, Tally> tallies = new LinkedHashMap<>();
  private String current = CALM;
  private boolean running;
  private long since;
  private long upSince;

  /** Counts nothing until {@link #up}. */
  public Phases(Time time) {
    this.time = time;
  }

  /** Publishing may go on. */
  public synchronized void up() {
    settle();
    running = true;
    upSince = time.nanos();
  }

  /** The broker is being killed, or the run is over. */
  public synchronized void down() {
    settle();
    running = false;
  }

  /** Another phase begins. */
  public synchronized void enter(String name) {
    settle();
    current = name;
  }

  /** The phase that is on. */
  public synchronized String current() {
    return current;
  }

  private void settle() {
    long now = time.nanos();
    if (running) {
      tally(current).nanos += now - since;
    }
    since = now;
  }

  private Tally tally(String name) {
    return tallies.computeIfAbsent(name, key -> new Tally());
  }

  /**
   * A message was acknowledged.
   *
   * @param sent when it was sent on this connection
   * @param waitingSince since when its publisher had got no acknowledgement, waiting for one
   * @param phaseThen the phase at that time
   */
  public synchronized void acked(long sent, long waitingSince, String phaseThen) {
    if (!running) {
      return;
    }
    long now = time.nanos();
    Tally tally = tally(current);
    tally.acknowledged++;
    if (tally.kept < LATENCIES_MAX) {
      tally.latencies[tally.kept++] = now - sent;
    }
    // A wait that began in a fault is the fault's, also if it ends after it.
    Tally blamed = phaseThen.equals(CALM) ? tally : tally(phaseThen);
    blamed.gap = Math.max(blamed.gap, now - Math.max(waitingSince, upSince));
  }

  /** What is known by now. */
  public synchronized Map<String, Result> results() {
    settle();
    Map<String, Result> results = new LinkedHashMap<>();
    tallies.forEach(
        (name, tally) -> {
          long[] sorted = Arrays.copyOf(tally.latencies, tally.kept);
          Arrays.sort(sorted);
          results.put(
              name,
              new Result(
                  tally.nanos, tally.acknowledged, tally.gap, at(sorted, 0.5), at(sorted, 0.99)));
        });
    return results;
  }

  private static long at(long[] sorted, double share) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * share)];
  }
}
