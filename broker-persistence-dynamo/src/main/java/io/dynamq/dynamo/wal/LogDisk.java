package io.dynamq.dynamo.wal;

import java.io.IOException;
import java.util.function.Consumer;
import org.rocksdb.RocksDBException;

/**
 * Where groups are kept, by a rising number. {@link #sync} may run beside the log's thread, which
 * does everything else.
 */
interface LogDisk {

  /** Whether nothing was there before. */
  boolean isNew();

  /** Every group, oldest first. */
  void read(Consumer<byte[]> receiver);

  /** Where the next group will be. */
  long next();

  /**
   * Appends a group; when this returns, the process may die.
   *
   * @param force to the disk, so that power may fail too
   */
  void put(byte[] buffer, int length, boolean force) throws RocksDBException, IOException;

  /** Everything that was put before this call is on the disk when it returns. */
  void sync() throws RocksDBException, IOException;

  /** Writes down how far the log goes, so that the next start sees what a power cut took. */
  default void note() throws IOException {}

  /** The same after a write has failed; needs no room on the disk. */
  void rescue() throws IOException;

  /** Groups before this one are no longer needed. */
  void deleteBefore(long first) throws RocksDBException;

  /**
   * What {@link #deleteBefore} was last told outlives a power cut when this returns, also if nothing
   * else does. Any thread.
   */
  default void forceReleased() throws IOException {}

  /** The same of all groups, after a write has failed; needs no room on the disk. */
  void discard() throws IOException;

  /** After a failed write nothing more is taken until this. */
  void reopen() throws RocksDBException;

  void close() throws IOException;
}
