package io.dynamq.auth;

import io.dynamq.message.Qos;

/**
 * What one connected client may do. Belongs to the loop of its connection, so it may remember what
 * was decided; asked for every message, so it must be quick and not block.
 */
public interface Permissions {

  boolean mayPublish(String topic, Qos qos, boolean retain);

  /**
   * @param path the real filter, behind any {@code $share} or other prefix
   */
  boolean maySubscribe(String path);

  /** Whether a client that tries what it may not is disconnected for it. */
  default boolean endsConnection() {
    return false;
  }
}
