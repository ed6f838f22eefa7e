package io.dynamq.dynamodb.storage;

import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Slice;

/** Walks over a range of keys as it was when the cursor was opened. Used by one thread. */
public final class RangeCursor implements AutoCloseable {

  private final Slice lower;
  private final Slice upper;
  private final ReadOptions options;
  private final RocksIterator iterator;
  private final boolean forward;
  private boolean started;

  RangeCursor(RocksDB db, KeyRange range, boolean forward) {
    this.forward = forward;
    lower = new Slice(range.lower());
    upper = new Slice(range.upper());
    options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
    iterator = db.newIterator(options);
  }

  /** Moves to the first or next entry; false at the end. */
  public boolean next() {
    if (!started) {
      started = true;
      if (forward) {
        iterator.seekToFirst();
      } else {
        iterator.seekToLast();
      }
    } else if (forward) {
      iterator.next();
    } else {
      iterator.prev();
    }
    if (iterator.isValid()) {
      return true;
    }
    try {
      iterator.status();
    } catch (RocksDBException e) {
      throw new StorageException("reading the store failed: " + e.getMessage(), e);
    }
    return false;
  }

  /** The entry's key. */
  public byte[] key() {
    return iterator.key();
  }

  /** The entry's value. */
  public byte[] value() {
    return iterator.value();
  }

  @Override
  public void close() {
    iterator.close();
    options.close();
    lower.close();
    upper.close();
  }
}
