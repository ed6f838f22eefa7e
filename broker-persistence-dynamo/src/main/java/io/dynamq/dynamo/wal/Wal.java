package io.dynamq.dynamo.wal;

import io.dynamq.dynamo.work.Hands;
import io.dynamq.dynamo.work.SteadyTurn;
import io.dynamq.dynamo.work.Worker;
import io.dynamq.observe.Meters;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A write-ahead log with group commit. Records are handed over on any thread without blocking; one
 * thread takes all that wait, writes them as one group and completes the one future that everybody
 * in the group shares.
 *
 * <p>Life: {@link #open}, {@link #read} what an earlier process left, {@link #start}, {@link #close}.
 *
 * <p>Truncation: state that a record describes must be accepted as unflushed, with the reading of
 * {@link #generation} taken before, and only then be logged. So what is no longer unflushed anywhere
 * needs no record.
 */
public final class Wal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Wal.class);

  /** Bytes that may wait for the log's thread. */
  private static final long WAITING_MAX = 16L << 20;

  /** Rests between two groups, so that a busy broker does not pay a write per message. */
  private static final long REST_NANOS = 200_000;

  private static final long CHECKPOINT_NANOS = 250_000_000;

  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final WalSettings settings;
  private final LogDisk files;
  private final Committer committer;
  private final Generations generations;
  private final Time time;
  private final AtomicReference<LogRecord> newest = new AtomicReference<>();
  private final AtomicLong waiting = new AtomicLong();
  private final Worker worker;
  private final Syncer syncer;

  /** Only where nothing else is forced: truncation must outlive a power cut that the rest does not. */
  private final Worker releases;


  /** Those who wait for the same write. */
  private volatile CompletableFuture<Void> group = new CompletableFuture<>();

  private LongSupplier oldestUnflushed;
  private long checkpointAt;

  /** One over a disk of its own; see {@link #open}. */
  Wal(
      WalSettings settings,
      LogDisk files,
      GroupEncoder encoder,
      Time time,
      Meters meters,
      Hands hands) {
    this.settings = settings;
    this.files = files;
    this.time = time;
    long[] before = new long[1];
    files.read(bytes -> before[0] += bytes.length);
    generations = new Generations(files.next(), before[0]);
    committer =
        new Committer(files, encoder, generations, settings.fsync() == Fsync.ALWAYS, meters, time);
    syncer = new Syncer(files, settings.interval(), committer, time, meters, hands);
    releases =
        hands.worker("wal-sync", new SteadyTurn("wal-sync", this::forceReleased, meters), 0);
    worker = hands.worker("wal", new SteadyTurn("wal", this::turn, meters), REST_NANOS);
    meters.gauge("wal.size", generations::bytes);
  }

  /**
   * Opens the log in its directory.
   *
   * @param node whose log it must be
   * @throws StorageException with one line that names cause and cure
   */
  public static Wal open(
      WalSettings settings, String node, GroupEncoder encoder, Time time, Meters meters) {
    LogFiles files = LogFiles.open(settings.directory(), node);
    return new Wal(settings, files, encoder, time, meters, Hands.threads());
  }

  /** Whether there was no log before it was opened. */
  public boolean isNew() {
    return files.isNew();
  }

  /** Gives every group that is still there, oldest first; before {@link #start}. */
  public void read(Consumer<byte[]> receiver) {
    files.read(receiver);
  }

  /**
   * Takes records from now on.
   *
   * @param oldest the lowest generation that unflushed state was accepted in, Long.MAX_VALUE if
   *     nothing is unflushed; asked on the log's thread a few times a second
   */
  public void start(LongSupplier oldest) {
    oldestUnflushed = oldest;
    checkpointAt = time.nanos() + CHECKPOINT_NANOS;
    worker.start(0);
    if (settings.fsync() == Fsync.INTERVAL) {
      syncer.start();
    } else if (settings.fsync() == Fsync.NEVER) {
      releases.start(CHECKPOINT_NANOS);
    }
  }

  /** See the truncation rule above. */
  public long generation() {
    return generations.current();
  }

  /** False while the log is at a bound or cannot write: then new messages are to be refused. */
  public boolean hasRoom() {
    return generations.bytes() < settings.maxBytes()
        && waiting.get() < WAITING_MAX
        && committer.trouble() == null;
  }

  /** Fullness of the log as a share of its bound, 0.0 to 1.0; 1.0 while it cannot write. */
  public double pressure() {
    double share =
        Math.max(
            (double) generations.bytes() / settings.maxBytes(),
            (double) waiting.get() / WAITING_MAX);
    return committer.trouble() == null ? Math.min(1, share) : 1;
  }

  /** Why nothing can be written at the moment, empty if all is well. */
  public String trouble() {
    String trouble = committer.trouble();
    return trouble == null ? "" : trouble;
  }

  /**
   * Logs a record.
   *
   * @return shared by many; completes on the log's thread when the record is safe by the rule of
   *     {@link WalSettings#fsync}, or fails as throttled when it cannot be written
   */
  public CompletableFuture<Void> append(LogRecord record) {
    push(record);
    // Read after the push: the thread changes the group before it takes what was pushed.
    CompletableFuture<Void> mine = group;
    worker.wake();
    return mine;
  }

  /** Logs a record that nobody waits for. */
  public void note(LogRecord record) {
    push(record);
    worker.wake();
  }

  /**
   * Completes, never with a fault, when a power cut no longer takes what was handed over before
   * this call; at once where nothing is ever forced, and not later than the disk is found ill. In
   * itself it forces nothing that would not be forced anyway, only earlier.
   *
   * @param soon not to wait for the end of the interval; who asks so within some milliseconds
   *     shares one fsync
   */
  public CompletableFuture<Void> forced(boolean soon) {
    if (settings.fsync() == Fsync.NEVER) {
      return DONE;
    }
    CompletableFuture<Void> written = group;
    worker.wake();
    boolean interval = settings.fsync() == Fsync.INTERVAL;
    return written
        .handle((done, fault) -> interval && fault == null ? syncer.next(soon) : DONE)
        .thenCompose(force -> force);
  }

  private void push(LogRecord record) {
    waiting.addAndGet(record.bytes());
    LogRecord last;
    do {
      last = newest.get();
      record.before = last;
    } while (!newest.compareAndSet(last, record));
  }

  // ---- the log's thread

  /** Nanoseconds until the next. */
  private long turn() {
    CompletableFuture<Void> mine = group;
    group = new CompletableFuture<>();
    StorageException failure = commit(newest.getAndSet(null));
    // Also if nobody seems to wait: who has this group may be about to say so.
    if (failure == null) {
      mine.complete(null);
    } else {
      mine.completeExceptionally(failure);
    }
    if (time.nanos() - checkpointAt >= 0) {
      checkpointAt = time.nanos() + CHECKPOINT_NANOS;
      try {
        checkpoint();
      } catch (RuntimeException | Error bug) {
        committer.broken(bug);
      }
    }
    return Math.max(1, checkpointAt - time.nanos());
  }

  /** Whatever happens here, those who wait are told and the thread lives. */
  private StorageException commit(LogRecord chain) {
    try {
      return committer.commit(oldestFirst(chain));
    } catch (RuntimeException | Error bug) {
      return committer.broken(bug);
    }
  }

  private LogRecord oldestFirst(LogRecord chain) {
    LogRecord first = null;
    long bytes = 0;
    for (LogRecord record = chain; record != null; ) {
      LogRecord before = record.before;
      record.before = first;
      first = record;
      bytes += record.bytes();
      record = before;
    }
    waiting.addAndGet(-bytes);
    return first;
  }

  /** Nanoseconds until the next; on a thread of its own, for a disk may take its time. */
  private long forceReleased() {
    try {
      files.forceReleased();
    } catch (IOException e) {
      committer.failed(e);
    }
    return CHECKPOINT_NANOS;
  }

  private void checkpoint() {
    committer.heal();
    generations.advance(files.next());
    // Looked at after the generation has advanced: whoever read the old one is seen or logs later.
    committer.release(oldestUnflushed.getAsLong());
    committer.note();
  }

  /** Writes what waits, truncates what it can, forces the rest to the disk. Blocks. */
  @Override
  public void close() {
    worker.stop();
    try {
      worker.awaitEnd();
      if (oldestUnflushed != null) {
        turn();
      }
      syncer.stop();
      releases.stop();
      releases.awaitEnd();
      if (oldestUnflushed != null) {
        checkpoint();
      }
      if (settings.fsync() == Fsync.NEVER) {
        files.forceReleased();
      } else {
        files.sync();
      }
      files.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RocksDBException e) {
      LOG.warn("the write-ahead log was not closed properly: {}", e.getMessage());
    }
  }
}
