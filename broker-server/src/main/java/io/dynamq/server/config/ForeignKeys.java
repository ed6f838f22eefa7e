package io.dynamq.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keys that EMQX has and this broker does not have, so that someone who brings an {@code emqx.conf}
 * is told so, and why where there is a reason, instead of being offered a misleading neighbour.
 */
final class ForeignKeys {
  private static final List<String> BEGINNINGS =
      List.of(
          "acl_", "alarm.", "auth_order", "cluster.", "enable_acl_cache", "flapping_",
          "listener.ssl.", "listener.ws.", "listener.wss.", "modules.", "node.",
          "os_mon.", "plugins.", "rate_limit.", "rpc.", "sysmon.", "vm_mon.",
          "log.file", "log.to", "log.formatter", "quota.");

  private static final String ONE_ORDER =
      "a session's queue has one order, which is also the order of what the store holds and of what"
          + " was sent before a restart";

  /** Keys of a zone that will not come, by their last part. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "retry_interval",
          "MQTT forbids sending a message again on a living connection [MQTT-4.4.0-1]; what is"
              + " unacknowledged is sent again when the client is back",
          "mqueue_priorities", ONE_ORDER,
          "mqueue_default_priority", ONE_ORDER);

  private ForeignKeys() {}

  /** Why the broker will never have this key of EMQX; empty where it may. */
  static Optional<String> whyRefused(String key) {
    boolean ofZone = key.startsWith("zone.") || key.startsWith("mqtt.");
    return ofZone
        ? Optional.ofNullable(REFUSED.get(key.substring(key.lastIndexOf('.') + 1)))
        : Optional.empty();
  }

  static boolean contains(String key) {
    return BEGINNINGS.stream().anyMatch(key::startsWith);
  }
}
