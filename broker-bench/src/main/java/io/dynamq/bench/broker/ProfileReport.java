package io.dynamq.bench.broker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a recording says. Samples in Java code come every 10 ms and those in native code every 20 ms, so
 * the latter weigh two; threads that wait are left out. The JVM's own threads, compilers and collector,
 * are not sampled.
 */
final class ProfileReport {
  private static final int ROWS = 12;
  private static final int JAVA_WEIGHT = 1;
  private static final int NATIVE_WEIGHT = 2;
  private static final String OURS = "io.dynamq.";
  private static final List<String> WAITING =
      List.of("epollWait", "epollWait0", "EPoll.wait", "accept", "poll");

  private final Map<String, Long> threads = new HashMap<>();
  private final Map<String, Long> frames = new HashMap<>();
  private final Map<String, Long> rooms = new HashMap<>();
  private final Map<List<String>, Long> stacks = new HashMap<>();
  private final Map<String, Long> allocated = new HashMap<>();

  private final Set<Long> allocating = new HashSet<>();

  private ProfileReport() {}

  static ProfileReport of(Path recording) throws IOException {
    ProfileReport report = new ProfileReport();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        switch (event.getEventType().getName()) {
          case "jdk.ExecutionSample" -> report.sample(event, JAVA_WEIGHT);
          case "jdk.NativeMethodSample" -> report.sample(event, NATIVE_WEIGHT);
          case "jdk.ObjectAllocationSample" -> report.allocation(event);
          default -> {
            // Nothing that is shown here.
          }
        }
      }
    }
    return report;
  }

  /** A sample stands for all since the thread's one before; the first also for what was before. */
  private void allocation(RecordedEvent event) {
    if (!allocating.add(event.getThread() == null ? 0 : event.getThread().getId())) {
      allocated.merge(
          event.getClass("objectClass").getName(), event.getLong("weight"), Long::sum);
    }
  }

  private void sample(RecordedEvent event, long weight) {
    RecordedStackTrace trace = event.getStackTrace();
    RecordedThread thread = event.getThread("sampledThread");
    if (trace == null || thread == null || trace.getFrames().isEmpty()) {
      return;
    }
    List<String> stack = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      stack.add(frame.getMethod().getType().getName() + "." + frame.getMethod().getName());
    }
    String top = stack.get(0);
    if (WAITING.stream().anyMatch(top::endsWith)) {
      return;
    }
    String group = String.valueOf(thread.getJavaName()).replaceAll("[-\\d]+$", "");
    threads.merge(group, weight, Long::sum);
    frames.merge(top, weight, Long::sum);
    rooms.merge(room(stack), weight, Long::sum);
    Collections.reverse(stack);
    stack.add(0, group);
    stacks.merge(List.copyOf(stack), weight, Long::sum);
  }

  /** The package of ours that was at work, be it through a library. */
  private static String room(List<String> stack) {
    for (String frame : stack) {
      if (frame.startsWith(OURS)) {
        String type = frame.substring(0, frame.lastIndexOf('.')).replaceAll("\\$\\$Lambda.*", "");
        return type.substring(0, type.lastIndexOf('.'));
      }
    }
    return "libraries by themselves";
  }

  /** Samples by stack; the name of the thread first, then from its first method to the last. */
  Map<List<String>, Long> stacks() {
    return stacks;
  }

  /**
   * Four tables.
   *
   * @param messages in the time of the recording, for the bytes of each
   */
  String markdown(double messages) {
    long bytes = allocated.values().stream().mapToLong(Long::longValue).sum();
    String each = String.format(Locale.ROOT, "%,.0f bytes per message", bytes / messages);
    return shares("threads", threads)
        + shares("package of ours that is at work, libraries below it included", rooms)
        + shares("method on top", frames)
        + shares("allocated, " + each, allocated);
  }

  private static String shares(String title, Map<String, Long> counts) {
    double all = counts.values().stream().mapToLong(Long::longValue).sum();
    StringBuilder text = new StringBuilder("| " + title + " | share |\n|---|---|\n");
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(ROWS)
        .forEach(
            entry ->
                text.append(
                    String.format(
                        Locale.ROOT, "| `%s` | %.1f %% |%n",
                        entry.getKey(), entry.getValue() * 100 / all)));
    return text.append('\n').toString();
  }
}
