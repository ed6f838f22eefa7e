package io.dynamq.bench.wal;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the candidates make of damaged files and of a full disk; told in their own words. */
final class WalFaults {
  private static final int GROUPS = 2_000;
  private static final int GROUP_BYTES = 1_600;

  private final Path work;

  WalFaults(Path work) {
    this.work = work;
  }

  /** One byte in the middle of what was written; then one in the last record. */
  void flippedBytes(LogUnderTest.Kind kind) throws Exception {
    damaged(kind, "a flipped byte in the middle", (file, end) -> flip(file, end / 2));
    damaged(kind, "a flipped byte in the last record", (file, end) -> flip(file, end - 700));
    damaged(kind, "a last record cut short", WalFaults::cut);
  }

  private interface Damage {
    void to(Path file, long endOfData) throws Exception;
  }

  private void damaged(LogUnderTest.Kind kind, String what, Damage damage) throws Exception {
    Path directory = WalBench.fresh(work.resolve(kind.name()));
    LogUnderTest log = kind.opener().open(directory);
    byte[] group = new byte[GROUP_BYTES];
    java.util.Arrays.fill(group, (byte) 7);
    for (int i = 0; i < GROUPS; i++) {
      log.append(i + 1, group);
    }
    // Not closed before its files are copied, as a kill would leave it.
    Path copy = copied(directory, WalBench.fresh(work.resolve(kind.name() + "-damaged")));
    log.close();
    Path file = largest(copy);
    damage.to(file, endOfData(file));
    report(kind, what, copy);
  }

  private static void report(LogUnderTest.Kind kind, String what, Path directory) {
    String outcome;
    try {
      long bytes = kind.recovery().read(directory).getAsLong();
      outcome = "opens with " + bytes / (double) GROUP_BYTES + " of " + GROUPS + " groups";
    } catch (Exception e) {
      outcome = "refuses: " + e;
    }
    System.out.printf("%-8s %s: %s%n", kind.name(), what, outcome);
  }

  private static void flip(Path file, long at) throws Exception {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 0x10)).flip();
      channel.write(one, at);
    }
  }

  private static void cut(Path file, long endOfData) throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(endOfData - 700);
    }
  }

  /** Behind it a pre-allocated file holds zeros only. */
  private static long endOfData(Path file) throws Exception {
    byte[] all = Files.readAllBytes(file);
    int end = all.length;
    while (end > 0 && all[end - 1] == 0) {
      end--;
    }
    return end;
  }

  private static Path copied(Path from, Path to) throws Exception {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  private static Path largest(Path directory) throws Exception {
    try (Stream<Path> files = Files.list(directory)) {
      return files.max(Comparator.comparingLong(WalFaults::endOfDataQuietly)).orElseThrow();
    }
  }

  private static long endOfDataQuietly(Path file) {
    try {
      return endOfData(file);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Appends until it fails, frees space, appends again without reopening, then recovers. */
  void fullDisk(LogUnderTest.Kind kind, Path small) throws Exception {
    Path directory = WalBench.fresh(small.resolve(kind.name()));
    Path ballast = small.resolve("ballast");
    long room = Files.getFileStore(small).getUsableSpace();
    Files.write(ballast, new byte[(int) Math.max(0, room / 2)]);
    long appended = 0;
    String first = "none";
    String second = "works again";
    LogUnderTest log = null;
    try {
      log = kind.opener().open(directory);
      while (true) {
        log.append(appended + 1, new byte[GROUP_BYTES]);
        appended++;
      }
    } catch (Exception e) {
      first = e.toString();
    }
    Files.delete(ballast);
    try {
      for (int i = 0; i < 100; i++) {
        log.append(appended + 1, new byte[GROUP_BYTES]);
        appended++;
      }
      log.sync();
    } catch (Exception e) {
      second = "fails: " + e;
    }
    System.out.printf(
        "%-8s full disk after %d groups: %s; with space again: %s%n",
        kind.name(), appended, first, second);
    Path copy = copied(directory, WalBench.fresh(work.resolve(kind.name() + "-full")));
    report(kind, "  recovery of these " + appended, copy);
    WalBench.fresh(directory);
  }
}
