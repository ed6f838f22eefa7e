package io.dynamq.server.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * What the configuration is made of.
 *
 * @param home the distribution: relative includes and paths start here
 * @param file the main file, such as {@code etc/broker.conf}
 * @param dataDirectory everything that the broker writes is below it
 * @param open whether the command line opens anonymous listeners to the network
 * @param environment overrides, {@code DYNAMQ_…}
 */
public record ConfigSources(
    Path home, Path file, Path dataDirectory, boolean open, Map<String, String> environment) {

  public ConfigSources {
    home = home.toAbsolutePath().normalize();
    file = file.toAbsolutePath().normalize();
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    environment = Map.copyOf(environment);
  }

  /**
   * The same with values that count more than file and environment.
   *
   * @param over by key
   */
  public ConfigSources with(Map<String, String> over) {
    Map<String, String> all = new HashMap<>(environment);
    over.forEach((key, value) -> all.put(Environment.variable(key), value));
    return new ConfigSources(home, file, dataDirectory, open, all);
  }
}
