package io.dynamq.dynamo.backend;

import io.dynamq.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The configuration file that the distribution ships, read as the server reads it. */
final class ShippedConfig {
  private static final Path FILE = Path.of("..", "etc", "plugins", "emqx_backend_dynamo.conf");

  private ShippedConfig() {}

  static List<Setting> settings() throws IOException {
    List<Setting> settings = new ArrayList<>();
    int number = 0;
    for (String line : Files.readAllLines(FILE)) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] parts = line.split("=", 2);
        settings.add(new Setting(parts[0].strip(), parts[1].strip(), FILE + ":" + number));
      }
    }
    return settings;
  }
}
