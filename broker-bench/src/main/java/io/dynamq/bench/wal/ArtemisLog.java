package io.dynamq.bench.wal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.apache.activemq.artemis.core.io.nio.NIOSequentialFileFactory;
import org.apache.activemq.artemis.core.journal.IOCompletion;
import org.apache.activemq.artemis.core.journal.RecordInfo;
import org.apache.activemq.artemis.core.journal.impl.JournalImpl;

/** The Artemis journal on NIO: a group is one record; its files are pre-allocated. */
final class ArtemisLog implements LogUnderTest {
  private static final int FILE_BYTES = 16 << 20;

  private final NIOSequentialFileFactory factory;
  private final JournalImpl journal;

  private ArtemisLog(Path directory, boolean load) throws Exception {
    factory = new NIOSequentialFileFactory(directory.toFile(), false, 1);
    factory.setDatasync(false);
    journal = new JournalImpl(FILE_BYTES, 2, 10, 0, 0, factory, "wal", "log", 1);
    journal.start();
    if (load) {
      journal.loadInternalOnly();
    }
  }

  static Kind kind() {
    return new Kind("artemis", directory -> new ArtemisLog(directory, true), ArtemisLog::recover);
  }

  @Override
  public void append(long sequence, byte[] group) throws Exception {
    Done done = new Done();
    journal.appendAddRecord(
        sequence, (byte) 1, BytesPersister.ONLY, group, true, done);
    done.await();
  }

  @Override
  public void sync() throws Exception {
    factory.setDatasync(true);
    append(Long.MAX_VALUE, new byte[1]);
    factory.setDatasync(false);
  }

  @Override
  public void close() throws Exception {
    journal.stop();
    factory.stop();
  }

  private static LongSupplier recover(Path directory) throws Exception {
    try (ArtemisLog log = new ArtemisLog(directory, false)) {
      List<RecordInfo> records = new ArrayList<>();
      log.journal.load(records, new ArrayList<>(), null, false);
      long bytes = records.stream().mapToLong(record -> record.data.length).sum();
      return () -> bytes;
    }
  }

  private static final class Done implements IOCompletion {
    private final CountDownLatch latch = new CountDownLatch(1);
    private volatile String error;

    void await() throws Exception {
      latch.await();
      if (error != null) {
        throw new java.io.IOException(error);
      }
    }

    @Override
    public void storeLineUp() {}

    @Override
    public void done() {
      latch.countDown();
    }

    @Override
    public void onError(int code, String message) {
      error = message;
      latch.countDown();
    }
  }
}
