package io.dynamq.server;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.control.ListenerView;
import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.net.ListenerException;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.ListenerStatus;
import io.dynamq.net.Listeners;
import io.dynamq.net.SocketOptions;
import io.dynamq.server.config.ListenerConfig;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration's listeners in the words of the network room. */
final class Sockets {

  private Sockets() {}

  static void open(Listeners listeners, List<ListenerConfig> configs, ConnectionAcceptor acceptor)
      throws StartFailure {
    for (ListenerConfig config : configs) {
      try {
        listeners.start(settings(config), acceptor);
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
            .map(config -> settings(config).id())
            .collect(Collectors.toSet()));
  }

  static List<ListenerView> views(Listeners listeners) {
    return listeners.list().stream().map(Sockets::view).toList();
  }

  private static ListenerView view(ListenerStatus status) {
    ListenerSettings settings = status.settings();
    String host = status.bound().getAddress().getHostAddress();
    return new ListenerView(
        settings.protocol(),
        settings.name(),
        (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + status.bound().getPort(),
        settings.acceptors(),
        settings.maxConnections(),
        status.connections(),
        status.accepting());
  }

  private static ListenerSettings settings(ListenerConfig config) {
    SocketOptions options = SocketOptions.DEFAULT;
    return new ListenerSettings(
        ListenerSettings.MQTT_TCP,
        config.name(),
        config.address().socket(),
        config.zone(),
        config.maxConnections(),
        config.acceptors(),
        new SocketOptions(
            config.backlog(),
            config.nodelay(),
            options.reuseAddress(),
            options.receiveBufferBytes(),
            options.sendBufferBytes(),
            options.highWaterBytes(),
            options.lowWaterBytes()));
  }
}
