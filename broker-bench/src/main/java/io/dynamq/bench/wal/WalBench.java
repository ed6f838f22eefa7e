package io.dynamq.bench.wal;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures {@link LogUnderTest} candidates: cost of an append by size and group, recovery of a
 * million records, and what a full disk and flipped bytes lead to.
 *
 * <p>Arguments: a directory to work in; optionally a second one on a small file system, which is
 * filled up. CPU is the whole process's, so threads of a library count.
 */
public final class WalBench {
  private static final int ROUNDS = 5;
  private static final long BYTES_PER_ROUND = 48L << 20;
  private static final int APPENDS_MAX = 150_000;
  private static final long SYNC_EVERY_NANOS = 100_000_000;
  private static final List<LogUnderTest.Kind> KINDS =
      List.of(RocksLog.kind(), ArtemisLog.kind(), PlainLog.kind());

  private final Path work;
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private WalBench(Path work) {
    this.work = work;
  }

  /** Runs everything; prints a line per figure. */
  public static void main(String[] arguments) throws Exception {
    WalBench bench = new WalBench(Path.of(arguments[0]));
    for (int size : new int[] {100, 1_000}) {
      for (int group : new int[] {1, 16, 128}) {
        for (LogUnderTest.Kind kind : KINDS) {
          bench.appends(kind, size, group);
        }
      }
    }
    for (LogUnderTest.Kind kind : KINDS) {
      bench.recovery(kind);
    }
    WalFaults faults = new WalFaults(bench.work);
    for (LogUnderTest.Kind kind : KINDS) {
      faults.flippedBytes(kind);
      if (arguments.length > 1) {
        faults.fullDisk(kind, Path.of(arguments[1]));
      }
    }
  }

  private void appends(LogUnderTest.Kind kind, int size, int group) throws Exception {
    double[] perSecond = new double[ROUNDS];
    double[] cpuMicros = new double[ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      Path directory = fresh(work.resolve(kind.name()));
      long count = Math.min(BYTES_PER_ROUND / size, APPENDS_MAX) / group * group;
      try (LogUnderTest log = kind.opener().open(directory)) {
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        write(log, size, group, count);
        log.sync();
        double seconds = (System.nanoTime() - start) / 1e9;
        if (round >= 0) {
          perSecond[round] = count / seconds;
          cpuMicros[round] = (system.getProcessCpuTime() - cpu) / 1e3 / count;
        }
      }
    }
    System.out.printf(
        Locale.ROOT, "%-8s %5d B x %3d: %,10.0f appends/s  %6.2f us CPU each%n",
        kind.name(), size, group, median(perSecond), median(cpuMicros));
  }

  private static void write(LogUnderTest log, int size, int group, long count) throws Exception {
    byte[] record = new byte[size * group];
    long synced = System.nanoTime();
    for (long done = 0; done < count; done += group) {
      record[0]++;
      log.append(done + 1, record);
      if (System.nanoTime() - synced > SYNC_EVERY_NANOS) {
        log.sync();
        synced = System.nanoTime();
      }
    }
  }

  private void recovery(LogUnderTest.Kind kind) throws Exception {
    Path directory = fresh(work.resolve(kind.name()));
    try (LogUnderTest log = kind.opener().open(directory)) {
      write(log, 100, 16, 1_000_000);
      log.sync();
    }
    double[] seconds = new double[ROUNDS];
    long bytes = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      bytes = kind.recovery().read(directory).getAsLong();
      seconds[round] = (System.nanoTime() - start) / 1e9;
    }
    System.out.printf(
        Locale.ROOT, "%-8s recovery of 1,000,000 x 100 B (%,d bytes): %.2f s%n",
        kind.name(), bytes, median(seconds));
  }

  static Path fresh(Path directory) throws Exception {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
