package io.dynamq.bench.broker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM of Java 17 holds in memory, in bytes.
 *
 * @param live objects on its heap after a full collection
 * @param outside resident memory that is not its heap: direct buffers, threads, code, classes
 * @param classes the histogram by class, most bytes first
 */
record Footprint(long live, long outside, String classes) {
  private static final Pattern TOTAL = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
  private static final Pattern HEAP =
      Pattern.compile("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) \\S+ \\S+ \\S+ \\S+.*");
  private static final Pattern RESIDENT = Pattern.compile("Rss:\\s+(\\d+) kB");
  private static final int HEX = 16;
  private static final long KIB = 1_024;

  /** Of a process now. */
  static Footprint of(long pid) throws IOException {
    String histogram = jcmd(pid, "GC.class_histogram");
    Matcher heap = found(HEAP, jcmd(pid, "GC.heap_info"));
    long from = Long.parseLong(heap.group(1), HEX);
    long to = Long.parseLong(heap.group(2), HEX);
    long total = Long.parseLong(found(TOTAL, histogram).group(1));
    return new Footprint(total, outside(pid, from, to), histogram);
  }

  private static long outside(long pid, long from, long to) throws IOException {
    long sum = 0;
    boolean counts = true;
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps"))) {
      Matcher mapping = MAPPING.matcher(line);
      Matcher resident = RESIDENT.matcher(line);
      if (mapping.matches()) {
        long start = Long.parseUnsignedLong(mapping.group(1), HEX);
        counts = start < from || start >= to;
      } else if (counts && resident.matches()) {
        sum += Long.parseLong(resident.group(1)) * KIB;
      }
    }
    return sum;
  }

  private static Matcher found(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new IllegalStateException("jcmd does not say " + pattern + ": " + text);
    }
    return matcher;
  }

  private static String jcmd(long pid, String command) throws IOException {
    String program = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    Process process = new ProcessBuilder(List.of(program, String.valueOf(pid), command)).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }
}
