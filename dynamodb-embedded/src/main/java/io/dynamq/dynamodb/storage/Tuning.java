package io.dynamq.dynamodb.storage;

import java.util.Deque;
import org.rocksdb.AbstractNativeReference;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.CompressionType;
import org.rocksdb.Env;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksMemEnv;

/** RocksDB set up for a store that shares its process with a broker: small and fast to open. */
final class Tuning {

  private static final long WRITE_BUFFER_BYTES = 16L << 20;
  private static final long BLOCK_CACHE_BYTES = 32L << 20;
  private static final long WAL_BYTES_MAX = 64L << 20;
  private static final double BLOOM_BITS_PER_KEY = 10;

  private Tuning() {}

  /** The options; all that must be closed after the database is pushed onto {@code resources}. */
  static Options options(boolean inMemory, Deque<AbstractNativeReference> resources) {
    Cache cache = new LRUCache(BLOCK_CACHE_BYTES);
    resources.push(cache);
    BloomFilter filter = new BloomFilter(BLOOM_BITS_PER_KEY);
    resources.push(filter);
    Options options = new Options();
    if (inMemory) {
      Env memory = new RocksMemEnv(Env.getDefault());
      resources.push(memory);
      options.setEnv(memory);
    }
    resources.push(options);
    return options
        .setCreateIfMissing(true)
        .setWriteBufferSize(WRITE_BUFFER_BYTES)
        .setMaxWriteBufferNumber(2)
        .setMaxTotalWalSize(WAL_BYTES_MAX)
        .setMaxBackgroundJobs(2)
        .setMaxOpenFiles(256)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setSkipStatsUpdateOnDbOpen(true)
        .setCompressionType(CompressionType.LZ4_COMPRESSION)
        .setTableFormatConfig(
            new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(filter));
  }
}
