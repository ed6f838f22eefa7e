package io.dynamq.server.config;

import io.dynamq.net.ListenerSettings;

/**
 * One MQTT listener.
 *
 * @param settings as the sockets need them, after narrowing
 * @param address where it opens, as an operator writes it
 * @param anonymous whether clients without credentials may connect
 */
public record ListenerConfig(ListenerSettings settings, String address, boolean anonymous) {

  /** The beginning of its keys, such as {@code listener.tcp.external}. */
  public String key() {
    return ListenerKeys.prefix(settings.protocol()) + settings.name();
  }
}
