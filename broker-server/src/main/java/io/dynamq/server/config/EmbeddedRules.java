package io.dynamq.server.config;

import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the embedded store listens: where the first pool looks for its server. */
final class EmbeddedRules {
  static final String SWITCH = "backend.dynamo.embedded";
  private static final Pattern POOL_KEY =
      Pattern.compile(
          "(backend\\.dynamo\\.[^.]+\\.)"
              + "(server|pool_size|aws_access_key_id|aws_secret_access_key)");
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
    String first = firstPool();
    Optional<Setting> server =
        settings.entries().stream()
            .filter(entry -> entry.key().equals(first + "server") && !entry.value().isEmpty())
            .findFirst();
    if (server.isEmpty()) {
      problems.add(
          new Problem(
              settings.origin(SWITCH),
              SWITCH,
              "is on but the first pool names no server, expected "
                  + first
                  + "server = http://localhost:8000"));
      return Optional.empty();
    }
    return address(server.get());
  }

  /** The first by name, as the store counts them, however the file is ordered. */
  private String firstPool() {
    return settings.keys().stream()
        .map(POOL_KEY::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .min(Comparator.naturalOrder())
        .orElse("backend.dynamo.pool1.");
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
