package io.dynamq.bench.wal;

import java.io.DataInputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/** The floor under both: length, CRC-32C and bytes, one write to one file. */
final class PlainLog implements LogUnderTest {
  private static final String FILE = "log";
  private static final int HEADER = 8;

  private final FileChannel channel;
  private final CRC32C sum = new CRC32C();
  private ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);

  private PlainLog(Path directory) throws Exception {
    channel =
        FileChannel.open(
            directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  static Kind kind() {
    return new Kind("plain", PlainLog::new, PlainLog::recover);
  }

  @Override
  public void append(long sequence, byte[] group) throws Exception {
    sum.reset();
    sum.update(group);
    buffer.clear();
    buffer.putInt(group.length).putInt((int) sum.getValue()).put(group).flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }

  @Override
  public void sync() throws Exception {
    channel.force(false);
  }

  @Override
  public void close() throws Exception {
    channel.close();
  }

  private static LongSupplier recover(Path directory) throws Exception {
    long bytes = 0;
    long end = Files.size(directory.resolve(FILE));
    CRC32C sum = new CRC32C();
    try (DataInputStream in =
        new DataInputStream(
            new java.io.BufferedInputStream(
                Files.newInputStream(directory.resolve(FILE)), 1 << 16))) {
      for (long at = 0; at < end; ) {
        int length = in.readInt();
        int expected = in.readInt();
        byte[] group = in.readNBytes(length);
        sum.reset();
        sum.update(group);
        if (group.length < length) {
          break;
        }
        if ((int) sum.getValue() != expected) {
          throw new java.io.IOException("checksum at " + at);
        }
        bytes += length;
        at += HEADER + length;
      }
    } catch (EOFException torn) {
      // The last record was not finished.
    }
    long found = bytes;
    return () -> found;
  }
}
