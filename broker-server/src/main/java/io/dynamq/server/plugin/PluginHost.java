package io.dynamq.server.plugin;

import io.dynamq.hook.HookChain;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Loads and unloads plug-ins while the broker runs, and remembers it for the next start. Any thread;
 * one switch at a time, because plug-ins are promised that.
 */
public final class PluginHost implements AutoCloseable {

  /** Makes what a plug-in is given, with the configuration files read anew. */
  public interface Contexts {
    Plugin.Context fresh() throws InvalidSettingsException;
  }

  private final Map<String, Plugin> available = new TreeMap<>();
  private final Map<String, Hooks> active = new LinkedHashMap<>();
  private final LoadedPlugins memory;
  private final HookChain chain;
  private final Contexts contexts;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param memory the file {@code loaded_plugins}
   */
  public PluginHost(Iterable<Plugin> available, Path memory, HookChain chain, Contexts contexts) {
    available.forEach(plugin -> this.available.put(plugin.name(), plugin));
    this.memory = new LoadedPlugins(memory);
    this.chain = chain;
    this.contexts = contexts;
  }

  /** Every plug-in there is, by name. */
  public List<PluginView> list() {
    lock.lock();
    try {
      return available.values().stream()
          .map(p -> new PluginView(p.name(), p.description(), active.containsKey(p.name())))
          .toList();
    } finally {
      lock.unlock();
    }
  }

  /** Loads what was loaded when the broker stopped. */
  public void loadRemembered() throws InvalidSettingsException, PluginException, IOException {
    lock.lock();
    try {
      List<Problem> problems = new ArrayList<>();
      for (Map.Entry<String, Boolean> entry : memory.read().entrySet()) {
        Plugin plugin = available.get(entry.getKey());
        if (plugin != null && entry.getValue()) {
          start(plugin, contexts.fresh());
        } else if (entry.getValue()) {
          problems.add(
              new Problem(
                  "loaded_plugins",
                  entry.getKey(),
                  "is no plugin of this broker, expected one of " + available.keySet()));
        }
      }
      if (!problems.isEmpty()) {
        throw new InvalidSettingsException(problems);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Loads it now and at every start from now on. */
  public void load(String name) throws PluginRefusal {
    lock.lock();
    try {
      Plugin plugin = existing(name, "not_found");
      if (active.containsKey(name)) {
        throw new PluginRefusal("already_started");
      }
      switchOn(plugin);
      remember(name, true);
    } finally {
      lock.unlock();
    }
  }

  /** Unloads it now and for the next start. */
  public void unload(String name) throws PluginRefusal {
    lock.lock();
    try {
      Plugin plugin = existing(name, "not_found");
      if (!active.containsKey(name)) {
        throw new PluginRefusal("not_started");
      }
      stop(plugin);
      remember(name, false);
    } finally {
      lock.unlock();
    }
  }

  /** Reads the configuration files again; one that is wrong leaves the running plug-in alone. */
  public void reload(String name) throws PluginRefusal {
    lock.lock();
    try {
      Plugin plugin = existing(name, "The plugin doesn't exist");
      try {
        contexts.fresh();
      } catch (InvalidSettingsException e) {
        throw new PluginRefusal(e.getMessage(), e);
      }
      if (active.containsKey(name)) {
        stop(plugin);
      }
      switchOn(plugin);
      remember(name, true);
    } finally {
      lock.unlock();
    }
  }

  /** Unloads everything; what was loaded is remembered. */
  @Override
  public void close() {
    lock.lock();
    try {
      List.copyOf(active.keySet()).forEach(name -> stop(available.get(name)));
    } finally {
      lock.unlock();
    }
  }

  private Plugin existing(String name, String otherwise) throws PluginRefusal {
    Plugin plugin = available.get(name);
    if (plugin == null) {
      throw new PluginRefusal(otherwise);
    }
    return plugin;
  }

  private void switchOn(Plugin plugin) throws PluginRefusal {
    try {
      start(plugin, contexts.fresh());
    } catch (InvalidSettingsException | PluginException e) {
      throw new PluginRefusal(e.getMessage(), e);
    }
  }

  private void start(Plugin plugin, Plugin.Context context)
      throws InvalidSettingsException, PluginException {
    Hooks hooks = plugin.load(context);
    active.put(plugin.name(), hooks);
    chain.add(hooks);
  }

  private void stop(Plugin plugin) {
    chain.remove(active.remove(plugin.name()));
    plugin.unload();
  }

  private void remember(String name, boolean loaded) throws PluginRefusal {
    try {
      Map<String, Boolean> plugins = memory.read();
      if (loaded) {
        plugins.put(name, true);
      } else {
        plugins.remove(name);
      }
      memory.write(plugins);
    } catch (IOException | InvalidSettingsException e) {
      throw new PluginRefusal("done, but it will not last: " + e.getMessage(), e);
    }
  }
}
