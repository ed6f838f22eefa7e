package io.dynamq.server.proof;

import io.dynamq.server.proof.ledger.Incident;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * What the mode of a run promises: nothing acknowledged is lost, or nothing that was acknowledged
 * earlier than so long before a kill.
 */
final class Promise {
  /** Hold window, flush and the journey of the acknowledgement; issue and docs say at most 1 s. */
  private static final Duration STORE_WINDOW = Duration.ofMillis(1_000);

  /**
   * With {@code wal.fsync = never}: what DynamoDB has not got yet, 1 s; and what the log may bring
   * back over it, which is as much again, for the log notes a little later that DynamoDB has it.
   */
  private static final Duration NEVER_WINDOW = Duration.ofMillis(2_000);

  /**
   * {@code wal.fsync_interval} of 100 ms from the begin of one fsync to that of the next, and as much
   * for the fsync itself, which has what was written before it began.
   */
  private static final Duration FSYNC_WINDOW = Duration.ofMillis(200);

  private final Duration window;
  private final List<Cut> cuts = new ArrayList<>();

  /** A kill, and since when the store had not been well. */
  private record Cut(long nanos, long unwellSince) {}

  private Promise(Duration window) {
    this.window = window;
  }

  static Promise of(Plan plan) {
    Plan.Kills kills = plan.kills();
    String mode = plan.mode().ackAfter();
    if (kills.term() || mode.equals("store")) {
      return new Promise(Duration.ZERO);
    }
    if (mode.equals("memory") || kills.loseData()) {
      return new Promise(STORE_WINDOW);
    }
    if (!kills.powerLoss() || plan.mode().fsync().equals("always")) {
      return new Promise(Duration.ZERO);
    }
    return new Promise(plan.mode().fsync().equals("interval") ? FSYNC_WINDOW : NEVER_WINDOW);
  }

  /** How long before a kill something acknowledged may be and still be lost; zero: never. */
  Duration window() {
    return window;
  }

  /**
   * The broker was killed.
   *
   * @param unwellSince when the fault of the store began that it died in; the time of the kill if
   *     there was none
   */
  void killed(long nanos, long unwellSince) {
    cuts.add(new Cut(nanos, unwellSince));
  }

  /** Whether the mode allows it. */
  boolean excuses(Incident incident) {
    if (window.isZero()) {
      return false;
    }
    // What the subscriber said is forgotten as well as what the publisher was told.
    return covers(incident.basisNanos()) || covers(incident.toldNanos());
  }

  private boolean covers(long moment) {
    return cuts.stream()
        .anyMatch(
            cut ->
                moment <= cut.nanos() && moment >= cut.unwellSince() - window.toNanos());
  }

  /**
   * Milliseconds from its basis, or from what was told if that is less, to the next kill, for the
   * report; -1 if there was none.
   */
  long ageMillis(Incident incident) {
    return LongStream.of(incident.basisNanos(), incident.toldNanos())
        .flatMap(
            moment ->
                cuts.stream()
                    .filter(cut -> cut.nanos() >= moment)
                    .mapToLong(cut -> (cut.nanos() - moment) / 1_000_000))
        .min()
        .orElse(-1);
  }

  String text() {
    return window.isZero()
        ? "nothing acknowledged is lost"
        : "nothing acknowledged more than " + window.toMillis() + " ms before a kill is lost";
  }
}
