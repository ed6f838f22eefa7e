package io.dynamq.server.config;

import io.dynamq.net.ListenerSettings;
import io.dynamq.net.Protocol;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.setting.Problem;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which listeners open where. The rule of the safe first start: as long as nobody has said whether
 * anonymous clients are welcome, they are, but from this machine only. Where clients can prove who
 * they are, anonymous ones are welcome only if somebody has said so.
 */
final class ListenerRules {
  private static final int SOCKET_PATH_MAX = 107;

  private final Settings settings;
  private final ConfigSources sources;
  private final List<Problem> problems;
  private final List<String> notices;

  ListenerRules(
      Settings settings, ConfigSources sources, List<Problem> problems, List<String> notices) {
    this.settings = settings;
    this.sources = sources;
    this.problems = problems;
    this.notices = notices;
  }

  List<ListenerConfig> listeners() {
    List<ListenerConfig> listeners = new ArrayList<>();
    for (Protocol protocol : Protocol.values()) {
      for (String name : names(protocol)) {
        String key = ListenerKeys.prefix(protocol) + name;
        if (protocol.isInet()) {
          inet(protocol, name, key).ifPresent(listeners::add);
        } else {
          unix(name, key).ifPresent(listeners::add);
        }
      }
    }
    return listeners;
  }

  private Set<String> names(Protocol protocol) {
    Set<String> names = new LinkedHashSet<>();
    if (protocol.isInet()) {
      names.add("external");
    }
    String prefix = ListenerKeys.prefix(protocol);
    if (protocol == Protocol.TCP) {
      names.add("internal");
    }
    for (String key : settings.keys()) {
      if (key.startsWith(prefix)) {
        names.add(key.split("\\.")[2]);
      }
    }
    return names;
  }

  private Optional<ListenerConfig> inet(Protocol protocol, String name, String key) {
    Optional<HostPort> written = settings.address(key);
    if (written.isEmpty()) {
      complainOfNoAddress(key);
      return Optional.empty();
    }
    TlsSettings tls = null;
    if (protocol.isTls()) {
      // The shipped address alone opens nothing: there is no certificate that could be shipped.
      Optional<TlsSettings> read =
          isMentioned(key)
              ? new TlsReader(settings, sources.home(), key + ".", problems).read()
              : Optional.empty();
      if (read.isEmpty()) {
        return Optional.empty();
      }
      tls = read.get();
    }
    Optional<Boolean> said = said(key);
    HostPort address = said.isPresent() ? written.get() : narrowed(key, written.get());
    boolean anonymous = said.orElse(true);
    notice(key, address, anonymous);
    return Optional.of(
        new ListenerConfig(
            new ListenerReader(settings, protocol, name).read(address.socket(), tls),
            address.toString(),
            anonymous));
  }

  private Optional<ListenerConfig> unix(String name, String key) {
    Optional<String> written = settings.text(key).filter(path -> !path.equals("off"));
    if (written.isEmpty()) {
      complainOfNoAddress(key);
      return Optional.empty();
    }
    String path = sources.home().resolve(written.get()).normalize().toString();
    if (path.length() > SOCKET_PATH_MAX) {
      problems.add(
          new Problem(
              settings.origin(key),
              key,
              "'" + path + "' is too long, expected at most " + SOCKET_PATH_MAX + " letters"));
      return Optional.empty();
    }
    SocketAddress bind = UnixDomainSocketAddress.of(path);
    ListenerSettings read = new ListenerReader(settings, Protocol.UNIX, name).read(bind, null);
    boolean anonymous = said(key).orElse(true);
    if (!anonymous) {
      noticeOfRefusal(key);
    }
    return Optional.of(new ListenerConfig(read, path, anonymous));
  }

  private boolean isMentioned(String key) {
    return settings.keys().stream()
        .anyMatch(written -> written.equals(key) || written.startsWith(key + "."));
  }

  /** Settings of a listener that opens nowhere have no effect, which nobody can have meant. */
  private void complainOfNoAddress(String key) {
    if (settings.keys().contains(key) || key.equals("listener.tcp.internal")) {
      return;
    }
    settings.keys().stream()
        .filter(written -> written.startsWith(key + "."))
        .findFirst()
        .ifPresent(
            first ->
                problems.add(
                    new Problem(
                        settings.origin(first), key, "is not set, expected where it listens")));
  }

  private Optional<Boolean> said(String key) {
    return settings
        .flag(key + ".allow_anonymous")
        .or(() -> settings.flag("allow_anonymous"))
        .or(() -> sources.open() ? Optional.of(true) : Optional.empty())
        .or(() -> AuthKeys.isConfigured(settings) ? Optional.of(false) : Optional.empty());
  }

  private void notice(String key, HostPort address, boolean anonymous) {
    if (anonymous && !address.isLoopback()) {
      notices.add(
          "WARNING: " + key + " is open to the network at " + address
              + ": anyone who reaches it may publish and subscribe to everything.");
    }
    if (!anonymous) {
      noticeOfRefusal(key);
    }
  }

  private void noticeOfRefusal(String key) {
    if (!AuthKeys.isConfigured(settings)) {
      notices.add(
          key + ": anonymous clients are refused, and no other way to authenticate a client is"
              + " switched on; auth.order = file is one, auth.scram = on another.");
    }
  }

  private HostPort narrowed(String key, HostPort written) {
    if (written.isLoopback()) {
      return written;
    }
    if (!written.isEveryInterface()) {
      problems.add(
          new Problem(
              settings.origin(key),
              key,
              "'" + written + "' can be reached from the network, expected allow_anonymous = true if"
                  + " anyone may connect there, or auth.order for clients that prove who they"
                  + " are"));
      return written;
    }
    notices.add(
        key + " = " + written + " is narrowed to " + written.onLoopback()
            + " because anyone may connect; to open it to the network start with --open"
            + " or set allow_anonymous = true, or let clients prove who they are with auth.order.");
    return written.onLoopback();
  }
}
