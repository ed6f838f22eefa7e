package io.dynamq.server.config;

import java.util.List;

/**
 * Keys that EMQX has and this broker does not have yet, so that someone who brings an {@code
 * emqx.conf} is told so instead of being offered a misleading neighbour.
 */
final class ForeignKeys {
  private static final List<String> BEGINNINGS =
      List.of(
          "acl_", "alarm.", "auth_order", "cluster.", "enable_acl_cache", "flapping_",
          "listener.ssl.", "listener.ws.", "listener.wss.", "modules.", "node.",
          "os_mon.", "plugins.", "rate_limit.", "rpc.", "sysmon.", "vm_mon.",
          "log.file", "log.to", "log.formatter", "quota.");

  private ForeignKeys() {}

  static boolean contains(String key) {
    return BEGINNINGS.stream().anyMatch(key::startsWith);
  }
}
