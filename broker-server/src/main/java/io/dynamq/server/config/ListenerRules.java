package io.dynamq.server.config;

import io.dynamq.setting.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which listeners open where. The rule of the safe first start: as long as nobody has said whether
 * anonymous clients are welcome, they are, but from this machine only.
 */
final class ListenerRules {
  private static final String PREFIX = "listener.tcp.";

  private final Settings settings;
  private final boolean open;
  private final List<Problem> problems;
  private final List<String> notices;

  ListenerRules(
      Settings settings, boolean open, List<Problem> problems, List<String> notices) {
    this.settings = settings;
    this.open = open;
    this.problems = problems;
    this.notices = notices;
  }

  List<ListenerConfig> listeners() {
    Set<String> names = new LinkedHashSet<>(List.of("external", "internal"));
    for (String key : settings.keys()) {
      if (key.startsWith(PREFIX)) {
        names.add(key.split("\\.")[2]);
      }
    }
    List<ListenerConfig> listeners = new ArrayList<>();
    for (String name : names) {
      settings.address(PREFIX + name).ifPresent(written -> listeners.add(listener(name, written)));
    }
    return listeners;
  }

  private ListenerConfig listener(String name, HostPort written) {
    Optional<Boolean> said =
        settings
            .flag(PREFIX + name + ".allow_anonymous")
            .or(() -> settings.flag("allow_anonymous"))
            .or(() -> open ? Optional.of(true) : Optional.empty());
    boolean anonymous = said.orElse(true);
    HostPort address = said.isPresent() ? written : narrowed(name, written);
    if (anonymous && !address.isLoopback()) {
      notices.add(
          "WARNING: listener.tcp." + name + " is open to the network at " + address
              + ": anyone who reaches it may publish and subscribe to everything.");
    }
    if (!anonymous && !settings.flag(AuthKeys.SCRAM).orElseThrow()) {
      notices.add(
          "listener.tcp." + name + ": anonymous clients are refused, and no other way to"
              + " authenticate a client is switched on; auth.scram = on is one.");
    }
    String prefix = PREFIX + name + ".";
    return new ListenerConfig(
        name,
        address,
        anonymous,
        settings.text(prefix + "zone").orElseThrow(),
        number(prefix + "max_connections"),
        number(prefix + "acceptors"),
        number(prefix + "backlog"),
        settings.flag(prefix + "nodelay").orElseThrow());
  }

  private HostPort narrowed(String name, HostPort written) {
    if (written.isLoopback()) {
      return written;
    }
    String key = PREFIX + name;
    if (!written.isEveryInterface()) {
      problems.add(
          new Problem(
              settings.origin(key),
              key,
              "'" + written + "' can be reached from the network, expected allow_anonymous to say"
                  + " whether anyone may connect there"));
      return written;
    }
    notices.add(
        key + " = " + written + " is narrowed to " + written.onLoopback()
            + " because anyone may connect; to open it to the network start with --open"
            + " or set allow_anonymous = true.");
    return written.onLoopback();
  }

  private int number(String key) {
    return settings.number(key).orElseThrow().intValue();
  }
}
