package io.dynamq.dynamodb.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * An ordered map from bytes to bytes, on disk or in memory, kept by RocksDB.
 *
 * <p>A write returns after the write-ahead log has been handed to the operating system, so it
 * survives the death of the process; with {@code fsync} it survives the loss of power as well, at
 * the price of one disk flush for each write. Any thread may call; {@link #close} only when no other
 * call is under way, because the native library doesn't check.
 */
public final class RocksStore implements AutoCloseable {

  private static final byte[] FORMAT_KEY = {0, 0, 0, 0};
  private static final byte[] FORMAT_VERSION = {1};

  private final RocksDB db;
  private final WriteOptions writeOptions;
  private final Deque<AbstractNativeReference> resources;

  private RocksStore(RocksDB db, boolean fsync, Deque<AbstractNativeReference> resources) {
    this.db = db;
    this.writeOptions = new WriteOptions().setSync(fsync);
    this.resources = resources;
    resources.push(writeOptions);
    resources.push(db);
  }

  /**
   * Opens the store in a directory, which is created when missing, or in memory.
   *
   * @param directory where the files live; null to keep everything in memory
   * @param fsync whether each write waits for the disk
   * @throws StorageException with a one-line reason when the directory is in use, damaged, of
   *     another format, or can't be written
   */
  public static RocksStore open(Path directory, boolean fsync) {
    RocksDB.loadLibrary();
    Deque<AbstractNativeReference> resources = new ArrayDeque<>();
    try {
      Options options = Tuning.options(directory == null, resources);
      RocksDB db = RocksDB.open(options, location(directory));
      RocksStore store = new RocksStore(db, fsync, resources);
      store.checkFormat(directory);
      return store;
    } catch (RocksDBException e) {
      closeAll(resources);
      throw new StorageException(openFailure(directory, e), e);
    } catch (StorageException e) {
      closeAll(resources);
      throw e;
    }
  }

  private static String location(Path directory) {
    if (directory == null) {
      return "/in-memory";
    }
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new StorageException("cannot create the data directory " + directory + ": " + e, e);
    }
    return directory.toString();
  }

  private static String openFailure(Path directory, RocksDBException e) {
    String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    if (reason.contains("lock")) {
      return "the data directory " + directory + " is in use by another process";
    }
    Status status = e.getStatus();
    if (status != null && status.getCode() == Status.Code.Corruption) {
      return "the data directory " + directory + " is damaged: " + reason;
    }
    return "cannot open the data directory " + directory + ": " + reason;
  }

  private void checkFormat(Path directory) {
    byte[] found = get(FORMAT_KEY);
    if (found == null) {
      write(new WriteSet().put(FORMAT_KEY, FORMAT_VERSION));
    } else if (found.length != 1 || found[0] != FORMAT_VERSION[0]) {
      throw new StorageException(
          "the data directory " + directory + " was written by another version", null);
    }
  }

  /** The value of a key, or null. */
  public byte[] get(byte[] key) {
    try {
      return db.get(key);
    } catch (RocksDBException e) {
      throw new StorageException("reading the store failed: " + e.getMessage(), e);
    }
  }

  /** Applies all changes at once and returns when they are as durable as promised. */
  public void write(WriteSet changes) {
    try (WriteBatch batch = new WriteBatch()) {
      for (WriteSet.Entry entry : changes.entries()) {
        if (entry.value() == null) {
          batch.delete(entry.key());
        } else {
          batch.put(entry.key(), entry.value());
        }
      }
      db.write(writeOptions, batch);
    } catch (RocksDBException e) {
      throw new StorageException("writing the store failed: " + e.getMessage(), e);
    }
  }

  /** Deletes all keys of a range without reading them. */
  public void deleteRange(KeyRange range) {
    try {
      db.deleteRange(writeOptions, range.lower(), range.upper());
    } catch (RocksDBException e) {
      throw new StorageException("writing the store failed: " + e.getMessage(), e);
    }
  }

  /** Opens a cursor over a range; the caller closes it. */
  public RangeCursor cursor(KeyRange range, boolean forward) {
    return new RangeCursor(db, range, forward);
  }

  /** Flushes what is in memory and releases the directory. */
  @Override
  public void close() {
    closeAll(resources);
  }

  private static void closeAll(Deque<AbstractNativeReference> resources) {
    while (!resources.isEmpty()) {
      resources.pop().close();
    }
  }
}
