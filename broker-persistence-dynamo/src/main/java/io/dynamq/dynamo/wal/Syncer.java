package io.dynamq.dynamo.wal;

import io.dynamq.dynamo.work.Hands;
import io.dynamq.dynamo.work.Worker;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import java.io.IOException;
import java.time.Duration;
import org.rocksdb.RocksDBException;

/** Forces the log to the disk every so often, on a thread of its own so that groups need not wait. */
final class Syncer {
  private final LogDisk files;
  private final Duration interval;
  private final Committer committer;
  private final Meters meters;
  private final Worker worker;

  Syncer(LogDisk files, Duration interval, Committer committer, Meters meters, Hands hands) {
    this.files = files;
    this.interval = interval;
    this.committer = committer;
    this.meters = meters;
    worker = hands.worker("wal-sync", this::sync, 0);
  }

  void start() {
    worker.start(interval.toNanos());
  }

  /** Nanoseconds until the next. */
  private long sync() {
    if (committer.trouble() == null && committer.takeUnsynced()) {
      try {
        files.sync();
        meters.count(Metric.WAL_FSYNCS);
      } catch (RocksDBException | IOException e) {
        committer.failed(e);
      }
    }
    return interval.toNanos();
  }

  void stop() throws InterruptedException {
    worker.stop();
    worker.awaitEnd();
  }
}
