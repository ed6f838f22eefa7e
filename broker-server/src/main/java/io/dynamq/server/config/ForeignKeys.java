package io.dynamq.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Keys that EMQX has and this broker does not have, so that someone who brings an {@code emqx.conf}
 * is told so, and why where there is a reason, instead of being offered a misleading neighbour.
 */
final class ForeignKeys {
  private static final List<String> BEGINNINGS =
      List.of(
          "acl_order", "auth_order", "auth.client.", "auth.user.", "auth.mnesia.",
          "auth.http.", "auth.jwt.", "auth.ldap.", "auth.mongo.", "auth.mysql.", "auth.pgsql.",
          "auth.redis.", "cluster.", "flapping_",
          "rate_limit.", "retainer.stop_publish_clear_msg",
          "log.file", "quota.");

  /** What this version lacks of a zone, by the part behind its name. */
  private static final Set<String> OF_ZONE =
      Set.of(
          "flapping_threshold", "flapping_banned_expiry_interval", "bypass_auth_plugins",
          "publish_limit", "rate_limit", "quota", "conn_congestion", "tcp_keepalive");

  /** Keys of a listener. */
  private static final Pattern OF_LISTENER =
      Pattern.compile(
          "listener\\.(tcp|ssl|ws|wss)\\.[^.]+\\.(active_n|buffer|high_watermark|tune_buffer|rate_limit"
              + "|dhfile|depth|psk_ciphers|secure_renegotiate|reuse_sessions|honor_cipher_order"
              + "|idle_timeout|verify_protocol_header|deflate_opts\\..*)");

  private static final String ONE_ORDER =
      "a session's queue has one order, which is also the order of what the store holds and of what"
          + " was sent before a restart";
  private static final String ERLANG =
      "it is about the Erlang virtual machine; options of the Java one are in DYNAMQ_JVM_OPTS";

  /** Keys of a zone that will not come, by their last part. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry(
              "retry_interval",
              "MQTT forbids sending a message again on a living connection [MQTT-4.4.0-1]; what is"
                  + " unacknowledged is sent again when the client is back"),
          Map.entry("mqueue_priorities", ONE_ORDER),
          Map.entry("mqueue_default_priority", ONE_ORDER),
          Map.entry("enable_stats", "what is counted costs nothing that is worth switching off"),
          Map.entry("force_gc_policy", ERLANG),
          Map.entry(
              "force_shutdown_policy",
              "what a session may hold in memory is bounded by max_mqueue_memory_len and"
                  + " max_mqueue_memory_bytes"),
          Map.entry(
              "allow_anonymous", "it is said of each listener, listener.tcp.<name>.allow_anonymous"));

  /** Other keys that will not come, by their beginning; the first that fits counts. */
  private static final List<Map.Entry<String, String>> REFUSED_ELSEWHERE =
      List.of(
          Map.entry("node.data_dir", "it is an option of bin/broker, --data-dir"),
          Map.entry("node.", ERLANG),
          Map.entry("rpc.", ERLANG),
          Map.entry("sysmon.", ERLANG),
          Map.entry("vm_mon.", ERLANG),
          Map.entry(
              "os_mon.procmem_high_watermark", "the process has a mark, memory.high_watermark"),
          Map.entry("broker.session_locking_strategy", "a session is claimed by a write in the store"),
          Map.entry("broker.route_batch_clean", "routes are in memory only"),
          Map.entry("broker.perf.", "routes are in memory only"),
          Map.entry("modules.", "each module has a key that switches it on, module.<name>"),
          Map.entry("plugins.etc_dir", "files of plug-ins are included, include etc/plugins/*.conf"),
          Map.entry("plugins.", "what is loaded stands in loaded_plugins in the data directory"),
          Map.entry("retainer.storage_type", "persistence says where everything is kept"));

  private ForeignKeys() {}

  /** Why the broker will never have this key of EMQX; empty where it may. */
  static Optional<String> whyRefused(String key) {
    if (isOfZone(key)) {
      return Optional.ofNullable(REFUSED.get(key.substring(key.lastIndexOf('.') + 1)));
    }
    return REFUSED_ELSEWHERE.stream()
        .filter(one -> key.startsWith(one.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static boolean isOfZone(String key) {
    return key.startsWith("zone.") || key.startsWith("mqtt.");
  }

  static boolean contains(String key) {
    String[] parts = key.split("\\.");
    int behindName = key.startsWith("zone.") ? 2 : 1;
    boolean ofZone =
        isOfZone(key) && parts.length > behindName && OF_ZONE.contains(parts[behindName]);
    return ofZone
        || OF_LISTENER.matcher(key).matches()
        || BEGINNINGS.stream().anyMatch(key::startsWith);
  }
}
