package io.dynamq.bench.wal;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;

/** RocksDB: a group is one put, whose durability is RocksDB's own write-ahead log. */
final class RocksLog implements LogUnderTest {
  private final Options options = options();
  private final WriteOptions write = new WriteOptions();
  private final RocksDB db;

  private RocksLog(Path directory) throws Exception {
    db = RocksDB.open(options, directory.toString());
  }

  static Kind kind() {
    return new Kind("rocksdb", RocksLog::new, RocksLog::recover);
  }

  private static Options options() {
    RocksDB.loadLibrary();
    return new Options()
        .setCreateIfMissing(true)
        .setWriteBufferSize(64L << 20)
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords);
  }

  private static byte[] key(long sequence) {
    return ByteBuffer.allocate(Long.BYTES).putLong(sequence).array();
  }

  @Override
  public void append(long sequence, byte[] group) throws Exception {
    db.put(write, key(sequence), group);
  }

  @Override
  public void sync() throws Exception {
    db.flushWal(true);
  }

  @Override
  public void close() {
    db.close();
    write.close();
    options.close();
  }

  private static LongSupplier recover(Path directory) throws Exception {
    try (Options options = options();
        RocksDB db = RocksDB.open(options, directory.toString());
        RocksIterator all = db.newIterator()) {
      long bytes = 0;
      for (all.seekToFirst(); all.isValid(); all.next()) {
        bytes += all.value().length;
      }
      all.status();
      long found = bytes;
      return () -> found;
    }
  }
}
