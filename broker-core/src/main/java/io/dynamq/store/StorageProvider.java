package io.dynamq.store;

import io.dynamq.observe.Meters;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.time.Time;
import java.nio.file.Path;
import java.util.List;

/** Opens a store; found by ServiceLoader so that the server needs no compile-time knowledge. */
public interface StorageProvider {

  /** The name used in configuration, such as {@code dynamo}. */
  String name();

  /**
   * What {@link #open} would find wrong in these entries, without opening anything.
   *
   * @param settings as {@link Context#settings}
   */
  List<Problem> check(List<Setting> settings);

  /**
   * Connects, checks or creates what the store needs, and registers this node. May block; called
   * once from the main thread at start-up.
   *
   * @throws InvalidSettingsException if configuration keys of this store are wrong
   * @throws StorageException with a message that names cause and cure, if the store is unusable
   */
  Storage open(Context context) throws InvalidSettingsException;

  /**
   * How to read with the store's own tools what an operator wants to know, whether a broker runs or
   * not. Opens and reads nothing.
   *
   * @param settings as {@link Context#settings}
   * @return lines for a shell, remarks beginning with {@code #}; empty if it keeps no such thing
   * @throws InvalidSettingsException if configuration keys of this store are wrong
   */
  default List<String> plainly(PlainRead read, List<Setting> settings)
      throws InvalidSettingsException {
    return List.of();
  }

  /**
   * What a store is given.
   *
   * @param node this node's name, such as {@code dynamq@127.0.0.1}
   * @param settings every configuration entry, as written, unknown keys included
   * @param dataDirectory where it may keep files of its own
   */
  record Context(
      String node, List<Setting> settings, Path dataDirectory, Time time, Meters meters) {

    public Context {
      settings = List.copyOf(settings);
    }
  }
}
