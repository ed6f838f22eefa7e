package io.dynamq.server.proof.broker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Throws away what was not forced to the disk. A small C library that is loaded into the broker
 * before libc notes each fsync and fdatasync that succeeded with the length that the file had when it
 * began, and each file that goes. After a kill every file is cut back to the length of its last
 * fsync, or, by chance, somewhere behind it: what was written after an fsync may be on the disk or
 * not, in part or in whole.
 *
 * <p>What it does not show: deletions, renames and new names are taken to last (as ext4 and xfs do
 * for names whose file was forced), and a block that was overwritten in place is not torn.
 */
final class PowerLoss {
  private static final String SOURCE = "synced.c";
  private static final int LINE_FIELDS = 2;

  private final Path data;
  private final Path log;
  private final Path library;
  private final Random random;

  private PowerLoss(Path directory, Path data, long seed) {
    this.data = data;
    log = directory.resolve("synced.log");
    library = directory.resolve("synced.so");
    random = new Random(seed);
  }

  /** Compiles the library; needs cc. */
  static PowerLoss prepare(Path directory, Path data, long seed) throws IOException {
    PowerLoss power = new PowerLoss(directory, data, seed);
    Path source = directory.resolve(SOURCE);
    try (InputStream text = PowerLoss.class.getResourceAsStream(SOURCE)) {
      Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.writeString(power.log, "");
    try {
      Process compiler =
          new ProcessBuilder(
                  "cc", "-shared", "-fPIC", "-O2", "-o", power.library.toString(),
                  source.toString(), "-ldl")
              .redirectErrorStream(true)
              .start();
      String words = new String(compiler.getInputStream().readAllBytes());
      if (compiler.waitFor() != 0) {
        throw new IOException("--power-loss: cc does not compile its library: " + words.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (IOException e) {
      throw new IOException(
          "--power-loss needs a C compiler (cc) on Linux: " + e.getMessage(), e);
    }
    return power;
  }

  Map<String, String> environment() {
    return Map.of("LD_PRELOAD", library.toString(), "DYNAMQ_PROOF_SYNCED", log.toString());
  }

  /** The broker is dead; the power has been out. */
  void strike() throws IOException {
    Map<String, Long> synced = new HashMap<>();
    for (String line : Files.readAllLines(log)) {
      List<String> fields = List.of(line.split(" "));
      if (fields.size() == LINE_FIELDS) {
        long length = Long.parseLong(fields.get(1));
        // Two threads may force one file; 0 means that the name went and the inode may come again.
        synced.merge(fields.get(0), length, (was, is) -> is == 0 ? is : Math.max(was, is));
      }
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        cut(file, synced.getOrDefault(inode(file), 0L));
      }
    }
  }

  private static String inode(Path file) throws IOException {
    return String.valueOf(Files.getAttribute(file, "unix:ino"));
  }

  private void cut(Path file, long safe) throws IOException {
    long length = Files.size(file);
    if (safe >= length) {
      return;
    }
    long more =
        switch (random.nextInt(3)) {
          case 0 -> (long) (random.nextDouble() * (length - safe));
          default -> 0;
        };
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(safe + more);
    }
  }
}
