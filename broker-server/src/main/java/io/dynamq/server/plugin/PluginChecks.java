package io.dynamq.server.plugin;

import io.dynamq.hook.Plugin;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What plug-ins find wrong in the configuration, found before anything is started. */
public final class PluginChecks {
  private final Map<String, Plugin> available = new TreeMap<>();
  private final LoadedPlugins memory;

  /**
   * @param memory the file {@code loaded_plugins}
   */
  public PluginChecks(Iterable<Plugin> available, Path memory) {
    available.forEach(plugin -> this.available.put(plugin.name(), plugin));
    this.memory = new LoadedPlugins(memory);
  }

  /** The names of the plug-ins that the broker loads when it starts. */
  public Set<String> remembered() {
    return remembered(new ArrayList<>()).keySet();
  }

  /** What keeps the broker from starting: mistakes that concern the plug-ins it would load. */
  public List<Problem> ofRemembered(List<Setting> settings) {
    List<Problem> problems = new ArrayList<>();
    remembered(problems)
        .forEach(
            (name, entry) -> {
              Plugin plugin = available.get(name);
              if (plugin == null) {
                problems.add(unknown(name, entry.origin()));
              } else {
                problems.addAll(plugin.check(settings));
              }
            });
    return problems;
  }

  /** The same, and what is written wrong for the others; what those would miss is no mistake. */
  public List<Problem> ofAll(List<Setting> settings) {
    Set<String> written = settings.stream().map(Setting::key).collect(Collectors.toSet());
    List<Problem> problems = new ArrayList<>(ofRemembered(settings));
    Set<String> remembered = remembered();
    for (Plugin plugin : available.values()) {
      if (!remembered.contains(plugin.name())) {
        plugin.check(settings).stream()
            .filter(problem -> written.contains(problem.key()))
            .forEach(problems::add);
      }
    }
    return problems;
  }

  private Map<String, LoadedPlugins.Entry> remembered(List<Problem> problems) {
    try {
      Map<String, LoadedPlugins.Entry> entries = memory.read();
      entries.values().removeIf(entry -> !entry.active());
      return entries;
    } catch (InvalidSettingsException e) {
      problems.addAll(e.problems());
    } catch (IOException e) {
      problems.add(new Problem(memory.file() + ":1", "plugin", "cannot be read: " + e));
    }
    return Map.of();
  }

  private Problem unknown(String name, String origin) {
    return new Problem(
        origin, name, "is no plugin of this broker, expected one of " + available.keySet());
  }
}
