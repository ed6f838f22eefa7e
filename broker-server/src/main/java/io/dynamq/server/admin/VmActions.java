package io.dynamq.server.admin;

import com.sun.management.UnixOperatingSystemMXBean;
import io.dynamq.control.Control;
import io.dynamq.control.ListenerView;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * EMQX's command about its virtual machine, for this one: where a figure of Erlang's has no
 * counterpart, Java's own stands instead, in bytes.
 */
final class VmActions {
  private static final Path LOAD_AVERAGE = Path.of("/proc/loadavg");

  private final Control control;

  VmActions(Control control) {
    this.control = control;
  }

  Answer all() {
    Map<String, Object> json = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    for (Answer part : List.of(load(), memory(), process(), io(), ports())) {
      ((Map<?, ?>) part.data()).forEach((name, figures) -> json.put((String) name, figures));
      lines.addAll(part.lines());
    }
    return new Answer(json, lines);
  }

  Answer load() {
    Map<String, Object> load = new LinkedHashMap<>();
    try {
      String[] words = Files.readString(LOAD_AVERAGE).split(" ");
      load.put("load1", words[0]);
      load.put("load5", words[1]);
      load.put("load15", words[2]);
    } catch (IOException e) {
      // Not Linux: the JVM knows the last minute only.
      double last = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      load.put("load1", "%.2f".formatted(last));
    }
    return answer("cpu", "%-20s", load);
  }

  Answer memory() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    long direct = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      direct += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put(
        "total",
        memory.getHeapMemoryUsage().getCommitted()
            + memory.getNonHeapMemoryUsage().getCommitted()
            + direct);
    figures.put("heap_used", memory.getHeapMemoryUsage().getUsed());
    figures.put("heap_committed", memory.getHeapMemoryUsage().getCommitted());
    figures.put("heap_max", memory.getHeapMemoryUsage().getMax());
    figures.put("metaspace", used("Metaspace"));
    figures.put("code", used("CodeHeap") + used("CodeCache"));
    figures.put("direct", direct);
    return answer("memory", "%-17s", figures);
  }

  private static long used(String pools) {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getName().startsWith(pools))
        .map(MemoryPoolMXBean::getUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  /** Threads, which are to a JVM what processes are to Erlang's machine. */
  Answer process() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("limit", threadLimit());
    figures.put("count", ManagementFactory.getThreadMXBean().getThreadCount());
    return answer("process", "%-16s", figures);
  }

  private static String threadLimit() {
    try {
      return ProcessLimit.soft("Max processes").orElse("unknown");
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** Open files, connections included. */
  Answer io() {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      figures.put("max_fds", unix.getMaxFileDescriptorCount());
      figures.put("active_fds", unix.getOpenFileDescriptorCount());
    }
    return answer("io", "%-21s", figures);
  }

  /** Connections, of all listeners. */
  Answer ports() {
    Map<String, Object> figures = new LinkedHashMap<>();
    List<ListenerView> listeners = control.listeners();
    figures.put("count", listeners.stream().mapToLong(ListenerView::currentConnections).sum());
    figures.put("limit", listeners.stream().mapToLong(ListenerView::maxConnections).sum());
    return answer("ports", "%-16s", figures);
  }

  private static Answer answer(String part, String column, Map<String, Object> figures) {
    String line = part + "/" + column + ": %s";
    return new Answer(
        Map.of(part, figures),
        figures.entrySet().stream()
            .map(entry -> line.formatted(entry.getKey(), entry.getValue()))
            .toList());
  }
}
