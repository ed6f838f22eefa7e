package io.dynamq.server.config;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A distribution with a configuration that is written by the test. */
final class ConfigFixture {
  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private boolean open;
  private ServerConfig.Check owners = loaded -> List.of();

  ConfigFixture(Path home) throws IOException {
    this.home = home;
    Files.createDirectories(home.resolve("etc/plugins"));
    plugin("backend.dynamo.pool1.server = http://localhost:8000");
    file();
  }

  ConfigFixture file(String... lines) throws IOException {
    Files.writeString(
        home.resolve("etc/broker.conf"),
        String.join("\n", lines) + "\ninclude etc/plugins/*.conf\n");
    return this;
  }

  ConfigFixture plugin(String... lines) throws IOException {
    Files.writeString(
        home.resolve("etc/plugins/emqx_backend_dynamo.conf"), String.join("\n", lines) + "\n");
    return this;
  }

  ConfigFixture environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ConfigFixture owners(ServerConfig.Check check) {
    owners = check;
    return this;
  }

  ConfigFixture open() {
    open = true;
    return this;
  }

  ServerConfig load() throws InvalidSettingsException {
    Path file = home.resolve("etc/broker.conf");
    return ServerConfig.load(
        new ConfigSources(home, file, home.resolve("data"), open, environment),
        "0.1.0",
        owners);
  }

  List<String> problems() {
    try {
      load();
      return List.of();
    } catch (InvalidSettingsException e) {
      return e.problems().stream().map(Problem::toString).toList();
    }
  }
}
