package io.dynamq.server;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.control.ListenerView;
import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.net.ListenerException;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.ListenerStatus;
import io.dynamq.net.Listeners;
import io.dynamq.net.tls.ServerCertificates;
import io.dynamq.net.tls.TlsFileException;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.server.config.ListenerConfig;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration's listeners in the words of the network room. */
final class Sockets {

  private Sockets() {}

  static void open(Listeners listeners, List<ListenerConfig> configs, ConnectionAcceptor acceptor)
      throws StartFailure {
    for (ListenerConfig config : configs) {
      try {
        listeners.start(config.settings(), acceptor);
      } catch (ListenerException e) {
        throw new StartFailure(e.getMessage(), e);
      }
    }
  }

  /** Lets anonymous clients in where the configuration does. */
  static AnonymousAuthenticator authenticator(List<ListenerConfig> configs) {
    return new AnonymousAuthenticator(
        configs.stream()
            .filter(ListenerConfig::anonymous)
            .map(config -> config.settings().id())
            .collect(Collectors.toSet()));
  }

  static List<ListenerView> views(Listeners listeners) {
    return listeners.list().stream().map(Sockets::view).toList();
  }

  private static ListenerView view(ListenerStatus status) {
    ListenerSettings settings = status.settings();
    return new ListenerView(
        settings.protocol().text(),
        settings.name(),
        text(status.address()),
        settings.admittance().acceptors(),
        settings.admittance().maxConnections(),
        status.connections(),
        status.accepting());
  }

  private static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress inet)) {
      return address.toString();
    }
    String host = inet.getAddress().getHostAddress();
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + inet.getPort();
  }

  /** Reads the files of certificates and keys, to find out before the start what is wrong. */
  static List<Problem> check(ServerConfig config) {
    List<Problem> problems = new ArrayList<>();
    for (ListenerConfig listener : config.listeners()) {
      TlsSettings tls = listener.settings().layers().tls();
      if (tls == null) {
        continue;
      }
      try {
        ServerCertificates.load(listener.settings().id(), tls);
      } catch (TlsFileException e) {
        String key = listener.key() + "." + e.key();
        problems.add(new Problem(origin(config, key), key, e.getMessage()));
      }
    }
    return problems;
  }

  private static String origin(ServerConfig config, String key) {
    return config.settings().stream()
        .filter(entry -> entry.key().equals(key))
        .map(Setting::origin)
        .findFirst()
        .orElse("default");
  }
}
