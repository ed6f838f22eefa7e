package io.dynamq.dynamo.wal;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDBException;

/** Forces the log to the disk every so often, on a thread of its own so that groups need not wait. */
final class Syncer {
  private final LogFiles files;
  private final Duration interval;
  private final Committer committer;
  private final Meters meters;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  Syncer(LogFiles files, Duration interval, Committer committer, Meters meters) {
    this.files = files;
    this.interval = interval;
    this.committer = committer;
    this.meters = meters;
    thread = new Thread(this::run, "wal-sync");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stop.await(interval.toNanos(), TimeUnit.NANOSECONDS)) {
        sync();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sync() {
    if (committer.trouble() != null || !committer.takeUnsynced()) {
      return;
    }
    try {
      files.sync();
      meters.count(Metric.WAL_FSYNCS);
    } catch (RocksDBException | IOException e) {
      committer.failed(e);
    }
  }

  void stop() throws InterruptedException {
    stop.countDown();
    thread.join();
  }
}
