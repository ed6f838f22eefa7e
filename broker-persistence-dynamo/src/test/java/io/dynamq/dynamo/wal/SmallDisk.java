package io.dynamq.dynamo.wal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a few megabytes; skips the test where none may be mounted. */
final class SmallDisk implements AutoCloseable {
  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  static SmallDisk mounted(Path path, int megabytes) throws Exception {
    Files.createDirectories(path);
    boolean mounted =
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", path.toString());
    assumeTrue(mounted, "mounting a small disk needs root");
    return new SmallDisk(path);
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException missing) {
      return false;
    }
  }

  Path path() {
    return path;
  }

  /** Takes all the room that is left. */
  void fill() throws IOException {
    byte[] some = new byte[4_096];
    try (OutputStream out = Files.newOutputStream(path.resolve("ballast"))) {
      while (true) {
        out.write(some);
      }
    } catch (IOException full) {
      if (Files.size(path.resolve("ballast")) == 0) {
        throw full;
      }
    }
  }

  void empty() throws IOException {
    Files.delete(path.resolve("ballast"));
  }

  @Override
  public void close() throws Exception {
    run("umount", path.toString());
  }
}
