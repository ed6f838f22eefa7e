package io.dynamq.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The directory below which everything is written, locked so that two brokers never share one. The
 * lock is the operating system's and ends with the process, however it ends.
 *
 * <p>{@code broker.pid} is there while the broker runs, {@code broker.ready} from the moment it takes
 * connections; {@code bin/broker} reads both.
 */
final class DataDirectory implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private DataDirectory(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataDirectory lock(Path path) throws StartFailure {
    try {
      Files.createDirectories(path);
      FileChannel channel =
          FileChannel.open(
              path.resolve("broker.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        channel.close();
        throw new StartFailure(
            "the data directory " + path + " is in use by another broker" + owner(path)
                + "; choose another with --data-dir");
      }
      DataDirectory directory = new DataDirectory(path, channel);
      Files.deleteIfExists(path.resolve("broker.ready"));
      directory.writePid("broker.pid");
      return directory;
    } catch (IOException e) {
      throw new StartFailure("cannot write in the data directory " + path + ": " + e, e);
    }
  }

  private static String owner(Path path) throws IOException {
    Path pid = path.resolve("broker.pid");
    return Files.exists(pid) ? " (process " + Files.readString(pid).strip() + ")" : "";
  }

  Path path() {
    return path;
  }

  void markReady() throws StartFailure {
    try {
      writePid("broker.ready");
    } catch (IOException e) {
      throw new StartFailure("cannot write in the data directory " + path + ": " + e, e);
    }
  }

  private void writePid(String name) throws IOException {
    Files.writeString(path.resolve(name), ProcessHandle.current().pid() + "\n");
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(path.resolve("broker.ready"));
      Files.deleteIfExists(path.resolve("broker.pid"));
      channel.close();
    } catch (IOException e) {
      // The process is about to end: the lock goes with it and a stale pid file is recognised.
      System.err.println("cannot tidy up " + path + ": " + e);
    }
  }
}
