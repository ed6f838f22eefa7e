package io.dynamq.server.config;

import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the embedded store listens: where the first pool looks for its server. */
final class EmbeddedRules {
  static final String SWITCH = "backend.dynamo.embedded";
  private static final Pattern SERVER = Pattern.compile("backend\\.dynamo\\.[A-Za-z0-9_-]+\\.server");
  private static final String EXPECTED =
      "expected an address of this machine such as http://localhost:8000, or " + SWITCH + " = off";

  private final Settings settings;
  private final List<Problem> problems;

  EmbeddedRules(Settings settings, List<Problem> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  /** Empty if it is switched off, or if there is a problem. */
  Optional<HostPort> address() {
    if (!settings.flag(SWITCH).orElseThrow()) {
      return Optional.empty();
    }
    Optional<Setting> server =
        settings.entries().stream()
            .filter(entry -> SERVER.matcher(entry.key()).matches())
            .findFirst();
    if (server.isEmpty()) {
      problems.add(
          new Problem(
              settings.origin(SWITCH),
              SWITCH,
              "is on but no pool names a server, expected backend.dynamo.pool1.server ="
                  + " http://localhost:8000"));
      return Optional.empty();
    }
    return address(server.get());
  }

  private Optional<HostPort> address(Setting server) {
    Optional<HostPort> address = parse(server.value());
    if (address.filter(HostPort::isLoopback).isEmpty()) {
      problems.add(
          new Problem(
              server.origin(),
              server.key(),
              "'" + server.value() + "' is not where the embedded store can listen, " + EXPECTED));
      return Optional.empty();
    }
    return address;
  }

  private static Optional<HostPort> parse(String text) {
    try {
      URI uri = new URI(text);
      if (!"http".equalsIgnoreCase(uri.getScheme()) || uri.getHost() == null) {
        return Optional.empty();
      }
      return HostPort.parse(uri.getHost() + ":" + (uri.getPort() < 0 ? 80 : uri.getPort()));
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
