package io.dynamq.server;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.net.ListenerException;
import io.dynamq.net.Listeners;
import io.dynamq.server.admin.ListenerSwitch;
import io.dynamq.server.config.ListenerConfig;
import java.io.IOException;
import java.util.List;

/** The configured listeners at an operator's hand. */
final class ListenerDesk implements ListenerSwitch {
  private final Listeners listeners;
  private final List<ListenerConfig> configs;
  private final ConnectionAcceptor acceptor;

  ListenerDesk(
      Listeners listeners, List<ListenerConfig> configs, ConnectionAcceptor acceptor) {
    this.listeners = listeners;
    this.configs = configs;
    this.acceptor = acceptor;
  }

  @Override
  public synchronized boolean stop(String id) {
    return listeners.stop(id);
  }

  @Override
  public synchronized boolean restart(String id) throws IOException {
    for (ListenerConfig config : configs) {
      if (config.settings().id().equals(id)) {
        listeners.stop(id);
        open(config);
        return true;
      }
    }
    return false;
  }

  private void open(ListenerConfig config) throws IOException {
    try {
      listeners.start(config.settings(), acceptor);
    } catch (ListenerException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  @Override
  public boolean reloadCertificates() {
    return listeners.reloadCertificates();
  }
}
