package io.dynamq.dynamo.wal;

import io.dynamq.store.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log on the disk: groups by a rising number in a RocksDB, the mark of its last fsync, and the
 * name of the node that it belongs to.
 */
final class LogFiles implements LogDisk {
  private static final long MEMTABLE_BYTES = 32L << 20;

  private static final String SYNCED = "synced";
  private static final String WRITTEN = "written";
  private static final String RELEASED = "released";
  private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);

  private final Path directory;
  private final Object handle = new Object();
  private final SyncMark mark;
  private final SyncMark written;

  /** What is before it is in DynamoDB, also if a power cut brings it back here. */
  private final SyncMark released;

  private final WriteOptions forced = new WriteOptions().setSync(true);
  private final WriteOptions handedOver = new WriteOptions();
  private final ByteBuffer key = ByteBuffer.allocate(Long.BYTES);
  private final boolean isNew;
  private Options options;
  private RocksDB db;
  private long next;
  private volatile long first;
  private long firstForced;

  private LogFiles(Path directory, boolean isNew) throws IOException {
    this.directory = directory;
    this.isNew = isNew;
    mark = new SyncMark(directory.resolve(SYNCED));
    written = new SyncMark(directory.resolve(WRITTEN));
    released = new SyncMark(directory.resolve(RELEASED));
    first = SyncMark.read(directory.resolve(RELEASED));
    firstForced = first;
  }

  /**
   * Opens or makes a log.
   *
   * @throws StorageException with one line that names file, cause and cure; nothing was changed then
   */
  static LogFiles open(Path directory, String node) {
    RocksDB.loadLibrary();
    try {
      Files.createDirectories(directory);
      String owner = owner(directory.resolve("node"));
      checkOwner(directory, owner, node);
      boolean isNew = !Files.exists(database(directory).resolve("CURRENT"));
      if (!isNew) {
        checkWhole(directory);
      }
      deleteGone(directory);
      LogFiles files = new LogFiles(directory, isNew);
      files.openDatabase();
      if (!owner.equals(node)) {
        writeOwner(directory, node);
      }
      long last = Math.max(files.lastKey(), files.db.getLatestSequenceNumber());
      files.next = Math.max(last + 1, files.first);
      return files;
    } catch (IOException e) {
      throw unusable(directory, e.toString());
    } catch (RocksDBException e) {
      throw unusable(directory, e.getMessage());
    }
  }

  private static StorageException unusable(Path directory, String cause) {
    return new StorageException(
        StorageException.Kind.UNAVAILABLE,
        "the write-ahead log in " + directory + " cannot be opened: " + cause
            + "; make that directory writable and its disk not full, or set wal.dir");
  }

  /** A name that a power cut has torn is none: it ends with its line. */
  private static String owner(Path file) throws IOException {
    String text = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    return text.endsWith("\n") ? text.strip() : "";
  }

  private static void checkOwner(Path directory, String owner, String node) {
    if (!owner.isEmpty() && !owner.equals(node)) {
      throw new StorageException(
          StorageException.Kind.CORRUPT,
          "the write-ahead log in " + directory + " belongs to node " + owner
              + ", this is " + node + "; start with node.name = " + owner
              + " once so that it is flushed, or set another wal.dir");
    }
  }

  private static void writeOwner(Path directory, String node) throws IOException {
    Path written = directory.resolve("node.new");
    try (FileChannel channel =
        FileChannel.open(
            written,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap((node + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
    Files.move(written, directory.resolve("node"), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is before the mark was on the disk; if it cannot be read now, it is damaged. */
  private static void checkWhole(Path directory) throws IOException {
    long synced = SyncMark.read(directory.resolve(SYNCED));
    String found;
    try (Options readable = options();
        RocksDB log = RocksDB.openReadOnly(readable, database(directory).toString());
        RocksIterator all = log.newIterator()) {
      for (all.seekToFirst(); all.isValid(); all.next()) {
        all.key();
      }
      all.status();
      long whole = log.getLatestSequenceNumber();
      if (whole >= synced) {
        tellOfLoss(directory, whole);
        return;
      }
      found = "it is whole up to write " + whole + ", write " + synced + " was on the disk";
    } catch (RocksDBException e) {
      found = e.getMessage();
    }
    throw new StorageException(
        StorageException.Kind.CORRUPT,
        "the write-ahead log " + damagedFile(directory) + " is damaged (" + found
            + "); bring that file back from a copy, or, to start without the messages in it that"
            + " DynamoDB does not have, move the directory " + directory + " away");
  }

  /** What was never forced to the disk may go with a power cut, but not without a word. */
  private static void tellOfLoss(Path directory, long whole) throws IOException {
    long written = SyncMark.read(directory.resolve(WRITTEN));
    if (whole < written) {
      LOG.warn(
          "the write-ahead log in {} ends at write {}, though {} were made: the power failed, or a"
              + " file is damaged behind what wal.fsync had forced to the disk. What the last {}"
              + " writes acknowledged may be missing, unless DynamoDB has it",
          directory, whole, written, written - whole);
    }
  }

  private static String damagedFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(database(directory))) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .sorted()
          .findFirst()
          .orElse(database(directory))
          .toString();
    }
  }

  private static Path database(Path directory) {
    return directory.resolve("db");
  }

  private static Options options() {
    return new Options()
        .setCreateIfMissing(true)
        .setWalRecoveryMode(WALRecoveryMode.PointInTimeRecovery)
        .setParanoidChecks(true)
        .setWriteBufferSize(MEMTABLE_BYTES)
        .setMaxBackgroundJobs(2)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2);
  }

  private void openDatabase() throws RocksDBException {
    options = options();
    db = RocksDB.open(options, database(directory).toString());
  }

  private long lastKey() throws RocksDBException {
    try (RocksIterator all = db.newIterator()) {
      all.seekToLast();
      long last = all.isValid() ? ByteBuffer.wrap(all.key()).getLong() : 0;
      all.status();
      return last;
    }
  }

  @Override
  public boolean isNew() {
    return isNew;
  }

  @Override
  public void read(Consumer<byte[]> receiver) {
    try (RocksIterator all = db.newIterator()) {
      for (all.seek(key(first)); all.isValid(); all.next()) {
        receiver.accept(all.value());
      }
      all.status();
    } catch (RocksDBException e) {
      throw unusable(directory, e.getMessage());
    }
  }

  @Override
  public long next() {
    return next;
  }

  /** Not forced, it is with the operating system. */
  @Override
  public void put(byte[] buffer, int length, boolean force) throws RocksDBException, IOException {
    key.putLong(0, next);
    db.put(force ? forced : handedOver, key.array(), 0, Long.BYTES, buffer, 0, length);
    next++;
    if (force) {
      mark.write(db.getLatestSequenceNumber());
    }
  }

  @Override
  public void sync() throws RocksDBException, IOException {
    synchronized (handle) {
      if (db.isOwningHandle()) {
        long covered = db.getLatestSequenceNumber();
        db.syncWal();
        mark.write(covered);
      }
    }
  }

  /** RocksDB does nothing more for a log that it could not write to. */
  @Override
  public void rescue() throws IOException {
    try (Stream<Path> files = Files.list(database(directory))) {
      for (Path file : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          channel.force(true);
        }
      }
    }
  }

  /** RocksDB would need room to write that it deletes. It is open again when there is some. */
  @Override
  public void discard() throws IOException {
    synchronized (handle) {
      closeDatabase();
      mark.clear();
      written.clear();
      Files.move(database(directory), gone(directory), StandardCopyOption.ATOMIC_MOVE);
      deleteGone(directory);
    }
  }

  private static Path gone(Path directory) {
    return directory.resolve("gone");
  }

  private static void deleteGone(Path directory) throws IOException {
    Path gone = gone(directory);
    if (Files.exists(gone)) {
      try (Stream<Path> files = Files.list(gone)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(gone);
    }
  }

  @Override
  public void note() throws IOException {
    written.write(db.getLatestSequenceNumber());
  }

  @Override
  public void deleteBefore(long first) throws RocksDBException {
    db.deleteRange(handedOver, key(0), key(first));
    this.first = first;
  }

  private static byte[] key(long number) {
    return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
  }

  @Override
  public synchronized void forceReleased() throws IOException {
    long now = first;
    if (now != firstForced) {
      released.write(now);
      released.force();
      firstForced = now;
    }
  }

  @Override
  public void reopen() throws RocksDBException {
    synchronized (handle) {
      closeDatabase();
      openDatabase();
    }
  }

  private void closeDatabase() {
    db.close();
    options.close();
  }

  @Override
  public void close() throws IOException {
    synchronized (handle) {
      closeDatabase();
    }
    forced.close();
    handedOver.close();
    mark.close();
    written.close();
    released.close();
  }
}
