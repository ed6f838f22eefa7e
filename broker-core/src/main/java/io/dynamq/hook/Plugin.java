package io.dynamq.hook;

import io.dynamq.observe.Meters;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.time.Time;
import java.nio.file.Path;
import java.util.List;

/**
 * Something that {@code plugins load} switches on; found by ServiceLoader. Methods are called from
 * one administration thread at a time and may block.
 */
public interface Plugin {

  /** Such as {@code emqx_backend_dynamo}. */
  String name();

  /** One line for {@code plugins list}. */
  String description();

  /**
   * What {@link #load} would find wrong in these entries, without starting anything: called at any
   * time, also while the plug-in runs, and on any thread.
   *
   * @param settings as {@link Context#settings}
   */
  List<Problem> check(List<Setting> settings);

  /**
   * Starts; nothing is left behind if it throws.
   *
   * @return the hooks to register until {@link #unload}
   * @throws InvalidSettingsException if its configuration is wrong
   * @throws PluginException if it cannot start for another reason
   */
  Hooks load(Context context) throws InvalidSettingsException, PluginException;

  /** Finishes what was accepted and releases everything; its hooks are no longer called. */
  void unload();

  /**
   * What a plug-in is given.
   *
   * @param settings every configuration entry, freshly read, unknown keys included
   */
  record Context(
      BrokerPort broker, List<Setting> settings, Path dataDirectory, Time time, Meters meters) {

    public Context {
      settings = List.copyOf(settings);
    }
  }
}
