package io.dynamq.server.config;

import io.dynamq.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Settings from the environment: {@code DYNAMQ_LISTENER__TCP__EXTERNAL} is {@code
 * listener.tcp.external}. Two underscores are a dot.
 */
final class Environment {
  static final String PREFIX = "DYNAMQ_";
  private static final Set<String> FOR_SCRIPTS =
      Set.of("DYNAMQ_JVM_OPTS", "DYNAMQ_DATA_DIR", "DYNAMQ_CONFIG");

  private Environment() {}

  /**
   * @param known keys as they are spelled elsewhere; names are upper case in the environment, so one
   *     that differs only in case is taken to be the same key
   */
  static List<Setting> settings(Map<String, String> environment, Set<String> known) {
    List<Setting> settings = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (isSetting(name)) {
                settings.add(
                    new Setting(
                        key(name, known), value.strip(), "environment " + name));
              }
            });
    return settings;
  }

  /**
   * A name without two underscores counts only if it is a key: Kubernetes sets {@code DYNAMQ_PORT}
   * and the like for a service called dynamq.
   */
  private static boolean isSetting(String name) {
    if (!name.startsWith(PREFIX) || FOR_SCRIPTS.contains(name)) {
      return false;
    }
    return name.contains("__") || SettingsTable.find(dotted(name)).isPresent();
  }

  private static String key(String name, Set<String> known) {
    String key = dotted(name);
    return known.stream().filter(key::equalsIgnoreCase).findFirst().orElse(key);
  }

  /** The variable that sets a key. */
  static String variable(String key) {
    return PREFIX + key.replace(".", "__").toUpperCase(Locale.ROOT);
  }

  private static String dotted(String name) {
    return name.substring(PREFIX.length()).replace("__", ".").toLowerCase(Locale.ROOT);
  }
}
