package io.dynamq.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What Linux counts in {@code /proc}; elsewhere nothing is known. One thread. */
final class MachineReadings implements MachineLoad.Readings {
  private static final double UNKNOWN = -1;

  /** Columns of /proc/stat behind its word: idle and waiting for disks. */
  private static final int IDLE = 3;

  private static final int WAITING = 4;

  /** What guests used is in other columns too. */
  private static final int COLUMNS = 8;

  private final Path stat;
  private final Path meminfo;
  private long busyBefore;
  private long allBefore;

  MachineReadings() {
    this(Path.of("/proc/stat"), Path.of("/proc/meminfo"));
  }

  MachineReadings(Path stat, Path meminfo) {
    this.stat = stat;
    this.meminfo = meminfo;
  }

  @Override
  public double processors() {
    List<Long> columns =
        lines(stat).stream()
            .filter(line -> line.startsWith("cpu "))
            .flatMap(line -> Stream.of(line.trim().split(" +")).skip(1))
            .limit(COLUMNS)
            .map(Long::parseLong)
            .toList();
    if (columns.size() <= WAITING) {
      return UNKNOWN;
    }
    long all = columns.stream().mapToLong(Long::longValue).sum();
    long busy = all - columns.get(IDLE) - columns.get(WAITING);
    long since = allBefore == 0 ? 0 : all - allBefore;
    double share = since <= 0 ? UNKNOWN : (double) (busy - busyBefore) / since;
    busyBefore = busy;
    allBefore = all;
    return share;
  }

  @Override
  public double memory() {
    List<String> lines = lines(meminfo);
    OptionalLong total = kilobytes(lines, "MemTotal:");
    OptionalLong available = kilobytes(lines, "MemAvailable:");
    return total.isEmpty() || available.isEmpty() || total.getAsLong() == 0
        ? UNKNOWN
        : 1 - (double) available.getAsLong() / total.getAsLong();
  }

  private static OptionalLong kilobytes(List<String> lines, String name) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      return List.of();
    }
  }
}
