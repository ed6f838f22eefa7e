package io.dynamq.dynamo.wal;

import io.dynamq.dynamo.work.Hands;
import io.dynamq.dynamo.work.SteadyTurn;
import io.dynamq.dynamo.work.Worker;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;

/** Forces the log to the disk every so often, on a thread of its own so that groups need not wait. */
final class Syncer {
  /** However many want it soon, the disk has that long between two. */
  private static final long REST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final LogDisk files;
  private final Duration interval;
  private final Time time;
  private final Committer committer;
  private final Meters meters;
  private final Worker worker;

  /** Those who wait for the same fsync. */
  private volatile CompletableFuture<Void> next = new CompletableFuture<>();

  /** How many groups are known to be on the disk. */
  private volatile long forced;

  Syncer(
      LogDisk files,
      Duration interval,
      Committer committer,
      Time time,
      Meters meters,
      Hands hands) {
    this.files = files;
    this.interval = interval;
    this.time = time;
    this.committer = committer;
    this.meters = meters;
    worker =
        hands.worker(
            "wal-sync",
            new SteadyTurn("wal-sync", this::sync, meters),
            Math.min(REST_NANOS, interval.toNanos()));
  }

  void start() {
    worker.start(interval.toNanos());
  }

  /**
   * Completes when the groups that are written by now are on the disk, or it is ill. Any thread.
   *
   * @param soon not to wait for the interval's end
   */
  CompletableFuture<Void> next(boolean soon) {
    if (forced == committer.written()) {
      return DONE;
    }
    CompletableFuture<Void> mine = next;
    if (soon) {
      worker.wake();
    }
    return mine;
  }

  /** Nanoseconds until the next. */
  private long sync() {
    long begun = time.nanos();
    CompletableFuture<Void> mine = next;
    // Changed before the number is read: who has this one has seen groups that count in it.
    next = new CompletableFuture<>();
    long through = committer.written();
    if (committer.trouble() == null && through != forced) {
      try {
        files.sync();
        forced = through;
        meters.count(Metric.WAL_FSYNCS);
      } catch (RocksDBException | IOException e) {
        committer.failed(e);
      } catch (RuntimeException bug) {
        committer.broken(bug);
      }
    }
    mine.complete(null);
    // The interval is from one begin to the next, or a slow disk would add its time to it.
    return Math.max(1, interval.toNanos() - (time.nanos() - begun));
  }

  void stop() throws InterruptedException {
    worker.stop();
    worker.awaitEnd();
  }
}
