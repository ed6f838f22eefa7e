package io.dynamq.dynamo.wal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A number in a file of its own, such as how far the log is known to be on the disk. That is written
 * after each fsync, itself not forced: if a power cut loses it, an older one is found, which is just
 * as true.
 */
final class SyncMark implements AutoCloseable {
  private static final int BYTES = Long.BYTES + Integer.BYTES;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BYTES);

  SyncMark(Path file) throws IOException {
    channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** What a file says, 0 if it says nothing that can be trusted. */
  static long read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    ByteBuffer content = ByteBuffer.wrap(Files.readAllBytes(file));
    if (content.remaining() < BYTES) {
      return 0;
    }
    long number = content.getLong();
    return content.getInt() == sum(number) ? number : 0;
  }

  void write(long number) throws IOException {
    buffer.clear();
    buffer.putLong(number).putInt(sum(number)).flip();
    channel.write(buffer, 0);
  }

  /** Forces it to the disk, where that is not done before. */
  void force() throws IOException {
    channel.force(false);
  }

  /** There is no log any more; needs no room on the disk. */
  void clear() throws IOException {
    channel.truncate(0);
  }

  private static int sum(long number) {
    CRC32C sum = new CRC32C();
    sum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    return (int) sum.getValue();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
