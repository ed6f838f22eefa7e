package io.dynamq.server.trace;

import io.dynamq.server.users.OwnerOnly;
import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file of lines that does not grow beyond a bound. Serial. */
final class TraceFile implements Closeable {
  private final Path path;
  private final long maxBytes;
  private final BufferedWriter writer;
  private long bytes;

  private TraceFile(Path path, long maxBytes, BufferedWriter writer) {
    this.path = path;
    this.maxBytes = maxBytes;
    this.writer = writer;
  }

  /**
   * Makes it, for its owner only.
   *
   * @throws IOException also if there is a file of that name, whatever it is
   */
  static TraceFile create(Path path, long maxBytes) throws IOException {
    Files.createDirectories(path.getParent());
    OwnerOnly.create(path);
    return new TraceFile(
        path,
        maxBytes,
        Files.newBufferedWriter(path, StandardCharsets.UTF_8, StandardOpenOption.APPEND));
  }

  /** False if there is no room for it; nothing more should come then. */
  boolean add(String line) throws IOException {
    int more = line.getBytes(StandardCharsets.UTF_8).length;
    if (bytes + more > maxBytes) {
      return false;
    }
    writer.write(line);
    bytes += more;
    return true;
  }

  /** A last word, which has room even if there is none. */
  void end(String line) throws IOException {
    writer.write(line);
  }

  void flush() throws IOException {
    writer.flush();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }

  Path path() {
    return path;
  }

  /** A part of a file, empty behind its end. */
  static byte[] read(Path path, long position, int max) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long left = Math.max(0, file.length() - position);
      byte[] part = new byte[(int) Math.min(left, max)];
      file.seek(position);
      file.readFully(part);
      return part;
    }
  }
}
