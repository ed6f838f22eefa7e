package io.dynamq.dynamo.wal;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes groups, and bears with a disk that does not take them: what could not be written is kept
 * and goes first when the disk is well again, or is let go when DynamoDB has it. Log thread.
 */
final class Committer {
  /** What RocksDB tells whoever comes after the one that got the cause, and may report before it. */
  private static final String ECHO = "Writer has previous error";

  private static final Logger LOG = LoggerFactory.getLogger(Committer.class);
  private static final long RETRY_NANOS = 1_000_000_000;

  /** A group that the disk did not take. */
  private record Unwritten(long generation, byte[] bytes) {}

  private final LogDisk files;
  private final GroupEncoder encoder;
  private final Generations generations;
  private final boolean force;
  private final Meters meters;
  private final Time time;
  private final ArrayDeque<Unwritten> unwritten = new ArrayDeque<>();
  private volatile String trouble;
  private volatile long written;
  private long retryAt;

  Committer(
      LogDisk files,
      GroupEncoder encoder,
      Generations generations,
      boolean force,
      Meters meters,
      Time time) {
    this.files = files;
    this.encoder = encoder;
    this.generations = generations;
    this.force = force;
    this.meters = meters;
    this.time = time;
  }

  /** Why nothing can be written, null if all is well; any thread. */
  String trouble() {
    return trouble;
  }

  /** How many groups were written; any thread. */
  long written() {
    return written;
  }

  /**
   * Writes records as one group.
   *
   * @param first the oldest; the others follow through {@code before}; null for none
   * @return null if they are safe now
   */
  StorageException commit(LogRecord first) {
    if (first == null) {
      return failure();
    }
    encoder.begin();
    int records = 0;
    StorageException refused = null;
    for (LogRecord record = first; record != null; record = record.before) {
      try {
        encoder.add(record);
        records++;
      } catch (RuntimeException bug) {
        meters.count(Metric.BUGS);
        LOG.error("a record cannot be logged", bug);
        refused = new StorageException(StorageException.Kind.CORRUPT, "cannot be logged", bug);
      }
    }
    if (records == 0) {
      return refused;
    }
    meters.count(Metric.WAL_APPENDED, records);
    write();
    return refused != null ? refused : failure();
  }

  private StorageException failure() {
    return trouble == null
        ? null
        : new StorageException(StorageException.Kind.THROTTLED, trouble);
  }

  private void write() {
    if (trouble == null) {
      try {
        put(encoder.buffer(), encoder.length());
        return;
      } catch (RocksDBException | IOException e) {
        failed(e);
        rescue();
      } catch (RuntimeException e) {
        broken(e);
      }
    }
    unwritten.add(
        new Unwritten(generations.current(), Arrays.copyOf(encoder.buffer(), encoder.length())));
  }

  /** What was acknowledged before must not stay at a power cut's mercy as long as the disk is ill. */
  private void rescue() {
    try {
      files.rescue();
    } catch (IOException e) {
      LOG.warn("what was written last may not survive a power cut: {}", e.getMessage());
    }
  }

  private void put(byte[] buffer, int length) throws RocksDBException, IOException {
    files.put(buffer, length, force);
    generations.wrote(length);
    written = written + 1;
    meters.count(Metric.WAL_BYTES, length);
    if (force) {
      meters.count(Metric.WAL_FSYNCS);
    }
  }

  /** A fault of ours: nothing more is promised until the log is open anew. */
  StorageException broken(Throwable bug) {
    meters.count(Metric.BUGS);
    if (trouble == null) {
      LOG.error("a fault of ours in the write-ahead log", bug);
    }
    failed(bug);
    return failure();
  }

  /** The disk does not do what it should; any thread. */
  synchronized void failed(Throwable cause) {
    boolean tellsMore = trouble != null && trouble.contains(ECHO) && !isEcho(cause);
    if (trouble == null || tellsMore) {
      trouble =
          "the write-ahead log cannot be written: " + cause.getMessage()
              + "; make room on its disk, or make it writable";
      LOG.error("{} (publishers are refused until then)", trouble);
    }
  }

  private static boolean isEcho(Throwable cause) {
    return cause.getMessage() != null && cause.getMessage().contains(ECHO);
  }

  /** Tries again, if it is time and needed. */
  void heal() {
    if (trouble == null || time.nanos() - retryAt < 0) {
      return;
    }
    retryAt = time.nanos() + RETRY_NANOS;
    try {
      files.reopen();
      for (Unwritten group = unwritten.peek(); group != null; group = unwritten.peek()) {
        put(group.bytes(), group.bytes().length);
        unwritten.remove();
      }
      files.sync();
      trouble = null;
      LOG.info("the write-ahead log can be written again");
    } catch (RocksDBException | IOException e) {
      LOG.debug("the write-ahead log still cannot be written: {}", e.getMessage());
    }
  }

  /** Writes down how far the log goes. */
  void note() {
    if (trouble == null) {
      try {
        files.note();
      } catch (IOException e) {
        failed(e);
      }
    }
  }

  /** DynamoDB has everything of older generations. */
  void release(long oldestNeeded) {
    unwritten.removeIf(group -> group.generation() < oldestNeeded);
    if (trouble != null) {
      discard(oldestNeeded);
      return;
    }
    long first = generations.release(oldestNeeded);
    if (first >= 0) {
      try {
        files.deleteBefore(first);
      } catch (RocksDBException e) {
        failed(e);
      }
    }
  }

  /**
   * DynamoDB has all that was written, and what it gets from now on is in no log: what is in the log
   * is older than that and must not be replayed over it.
   */
  private void discard(long oldestNeeded) {
    if (generations.bytes() == 0 || generations.isNeeded(oldestNeeded)) {
      return;
    }
    try {
      files.discard();
      generations.advance(files.next());
      generations.release(generations.current());
    } catch (IOException e) {
      LOG.warn("the write-ahead log cannot be emptied: {}", e.getMessage());
    }
  }
}
