package io.dynamq.server.api;

import com.sun.management.UnixOperatingSystemMXBean;
import io.dynamq.control.Control;
import io.dynamq.server.plugin.PluginRefusal;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The broker itself: there is one node, and it is asked. */
final class NodeReads {
  private static final int CONFLICT = 409;

  private final Source source;
  private final Control control;

  NodeReads(Source source) {
    this.source = source;
    this.control = source.control();
  }

  List<?> brokers() {
    return List.of(about());
  }

  Object broker(Call call) throws ApiFault {
    expectThis(call);
    return about();
  }

  private Map<String, Object> about() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("node", control.node());
    row.put("node_status", "Running");
    row.put("sysdescr", "DynaMQ");
    row.put("version", source.version());
    row.put("uptime", uptime());
    row.put("datetime", Rows.datetime(source.time().epochMillis()));
    row.put("otp_release", "Java " + Runtime.version().feature());
    return row;
  }

  private String uptime() {
    long seconds = (source.time().epochMillis() - source.startedAtMillis()) / 1_000;
    return "%d days, %d hours, %d minutes, %d seconds"
        .formatted(seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
  }

  List<?> nodes() {
    return List.of(load());
  }

  Object node(Call call) throws ApiFault {
    expectThis(call);
    return load();
  }

  private Map<String, Object> load() {
    Map<String, Object> row = new LinkedHashMap<>(about());
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    row.put("name", control.node());
    row.put("connections", control.stats().getOrDefault("connections.count", 0L));
    row.put("load1", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    row.put("memory_total", heap.getMax());
    row.put("memory_used", heap.getUsed());
    row.put("process_used", ManagementFactory.getThreadMXBean().getThreadCount());
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      row.put("max_fds", unix.getMaxFileDescriptorCount());
    }
    return row;
  }

  List<?> metrics() {
    return List.of(Map.of("node", control.node(), "metrics", control.metrics()));
  }

  Object metricsOf(Call call) throws ApiFault {
    expectThis(call);
    return control.metrics();
  }

  List<?> stats() {
    return List.of(Map.of("node", control.node(), "stats", control.stats()));
  }

  Object statsOf(Call call) throws ApiFault {
    expectThis(call);
    return control.stats();
  }

  List<?> listeners() {
    return List.of(Map.of("node", control.node(), "listeners", listenerRows()));
  }

  Object listenersOf(Call call) throws ApiFault {
    expectThis(call);
    return listenerRows();
  }

  private List<?> listenerRows() {
    return control.listeners().stream().map(Rows::listener).toList();
  }

  List<?> plugins() {
    return List.of(Map.of("node", control.node(), "plugins", pluginRows()));
  }

  Object pluginsOf(Call call) throws ApiFault {
    expectThis(call);
    return pluginRows();
  }

  private List<?> pluginRows() {
    return source.plugins().list().stream()
        .map(
            plugin ->
                Map.of(
                    "name", plugin.name(),
                    "description", plugin.description(),
                    "active", plugin.active()))
        .toList();
  }

  /** The plug-in is the last parameter of the path. */
  Object switchPlugin(Call call, String verb) throws ApiFault {
    List<String> path = call.arguments();
    if (path.size() > 1) {
      expectThis(call);
    }
    String name = path.get(path.size() - 1);
    try {
      switch (verb) {
        case "load" -> source.plugins().load(name);
        case "unload" -> source.plugins().unload(name);
        default -> source.plugins().reload(name);
      }
    } catch (PluginRefusal e) {
      throw new ApiFault(CONFLICT, ApiFault.UNKNOWN, e.getMessage());
    }
    return null;
  }

  List<?> routes() {
    return control.routes().stream()
        .map(route -> Map.of("topic", route.filter(), "node", route.node()))
        .toList();
  }

  Object routesOf(Call call) {
    return control.routes().stream()
        .filter(route -> route.filter().equals(call.argument(0)))
        .map(route -> Map.of("topic", route.filter(), "node", route.node()))
        .toList();
  }

  private void expectThis(Call call) throws ApiFault {
    if (!call.argument(0).equals(control.node())) {
      throw ApiFault.notFound("node " + call.argument(0));
    }
  }
}
