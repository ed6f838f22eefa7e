package io.dynamq.server.plugin;

import io.dynamq.hook.HookChain;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads and unloads plug-ins while the broker runs, and remembers it for the next start. Any thread;
 * one switch at a time, because plug-ins are promised that.
 */
public final class PluginHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);


  /** Makes what a plug-in is given, with the configuration files read anew. */
  public interface Contexts {
    Plugin.Context fresh() throws InvalidSettingsException;
  }

  /** A plug-in at work, and what it was given, to go back to it. */
  private record Running(Hooks hooks, Plugin.Context context) {}

  private final Map<String, Plugin> available = new TreeMap<>();
  private final Map<String, Running> active = new LinkedHashMap<>();
  private final LoadedPlugins memory;
  private final PluginChecks checks;
  private final HookChain chain;
  private final Contexts contexts;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param memory the file {@code loaded_plugins}
   */
  public PluginHost(Iterable<Plugin> available, Path memory, HookChain chain, Contexts contexts) {
    available.forEach(plugin -> this.available.put(plugin.name(), plugin));
    this.memory = new LoadedPlugins(memory);
    checks = new PluginChecks(this.available.values(), memory);
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
  public void loadRemembered() throws InvalidSettingsException, PluginException {
    lock.lock();
    try {
      Plugin.Context context = contexts.fresh();
      List<Problem> problems = checks.ofRemembered(context.settings());
      if (!problems.isEmpty()) {
        throw new InvalidSettingsException(problems);
      }
      for (String name : checks.remembered()) {
        start(available.get(name), context);
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
      switchOn(plugin, checked(plugin));
      remember(name, true);
      LOG.info("plug-in {} loaded", name);
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
      LOG.info("plug-in {} unloaded", name);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Unloads it and loads it with the configuration files read again. With mistakes in them the
   * running plug-in is not touched; if it fails for another reason it goes back to what it had.
   */
  public void reload(String name) throws PluginRefusal {
    lock.lock();
    try {
      Plugin plugin = existing(name, "The plugin doesn't exist");
      Plugin.Context context = checked(plugin);
      Running before = active.get(name);
      if (before == null) {
        switchOn(plugin, context);
      } else {
        stop(plugin);
        exchange(plugin, context, before.context());
      }
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

  /** The configuration as it is now, if the plug-in finds nothing wrong with it. */
  private Plugin.Context checked(Plugin plugin) throws PluginRefusal {
    try {
      Plugin.Context context = contexts.fresh();
      List<Problem> problems = plugin.check(context.settings());
      if (problems.isEmpty()) {
        return context;
      }
      throw new InvalidSettingsException(problems);
    } catch (InvalidSettingsException e) {
      throw PluginRefusal.of(e, active.containsKey(plugin.name()));
    }
  }

  private void switchOn(Plugin plugin, Plugin.Context context) throws PluginRefusal {
    try {
      start(plugin, context);
    } catch (InvalidSettingsException | PluginException e) {
      throw new PluginRefusal(e.getMessage(), e);
    }
  }

  /** Starts a plug-in that was just stopped; one that cannot even go back is not remembered. */
  private void exchange(Plugin plugin, Plugin.Context fresh, Plugin.Context before)
      throws PluginRefusal {
    try {
      start(plugin, fresh);
    } catch (InvalidSettingsException | PluginException e) {
      try {
        start(plugin, before);
      } catch (InvalidSettingsException | PluginException again) {
        e.addSuppressed(again);
        remember(plugin.name(), false);
        throw new PluginRefusal(
            e.getMessage()
                + "; it is not loaded now and will not be at the next start, load it when the cause"
                + " is gone",
            e);
      }
      throw new PluginRefusal(e.getMessage() + "; it runs on with its earlier settings", e);
    }
  }

  private void start(Plugin plugin, Plugin.Context context)
      throws InvalidSettingsException, PluginException {
    Hooks hooks = plugin.load(context);
    active.put(plugin.name(), new Running(hooks, context));
    chain.add(hooks);
  }

  private void stop(Plugin plugin) {
    chain.remove(active.remove(plugin.name()).hooks());
    plugin.unload();
  }

  private void remember(String name, boolean loaded) throws PluginRefusal {
    try {
      memory.remember(name, loaded);
    } catch (IOException | InvalidSettingsException e) {
      throw new PluginRefusal("done, but it will not last: " + e.getMessage(), e);
    }
  }
}
