package io.dynamq.observe;

import java.util.Optional;

/**
 * Every counter of the broker: EMQX 4.4's names, and ours where EMQX has none. Adding one here makes
 * it appear in {@code broker metrics}, the API and Prometheus.
 */
public enum Metric {
  BYTES_RECEIVED("bytes.received"),
  BYTES_SENT("bytes.sent"),
  PACKETS_RECEIVED("packets.received"),
  PACKETS_SENT("packets.sent"),
  PACKETS_CONNECT_RECEIVED("packets.connect.received"),
  PACKETS_CONNACK_SENT("packets.connack.sent"),
  PACKETS_CONNACK_ERROR("packets.connack.error"),
  PACKETS_CONNACK_AUTH_ERROR("packets.connack.auth_error"),
  PACKETS_PUBLISH_RECEIVED("packets.publish.received"),
  PACKETS_PUBLISH_SENT("packets.publish.sent"),
  PACKETS_PUBLISH_INUSE("packets.publish.inuse"),
  PACKETS_PUBLISH_ERROR("packets.publish.error"),
  PACKETS_PUBLISH_AUTH_ERROR("packets.publish.auth_error"),
  PACKETS_PUBLISH_DROPPED("packets.publish.dropped"),
  PACKETS_PUBACK_RECEIVED("packets.puback.received"),
  PACKETS_PUBACK_SENT("packets.puback.sent"),
  PACKETS_PUBACK_INUSE("packets.puback.inuse"),
  PACKETS_PUBACK_MISSED("packets.puback.missed"),
  PACKETS_PUBREC_RECEIVED("packets.pubrec.received"),
  PACKETS_PUBREC_SENT("packets.pubrec.sent"),
  PACKETS_PUBREC_INUSE("packets.pubrec.inuse"),
  PACKETS_PUBREC_MISSED("packets.pubrec.missed"),
  PACKETS_PUBREL_RECEIVED("packets.pubrel.received"),
  PACKETS_PUBREL_SENT("packets.pubrel.sent"),
  PACKETS_PUBREL_MISSED("packets.pubrel.missed"),
  PACKETS_PUBCOMP_RECEIVED("packets.pubcomp.received"),
  PACKETS_PUBCOMP_SENT("packets.pubcomp.sent"),
  PACKETS_PUBCOMP_INUSE("packets.pubcomp.inuse"),
  PACKETS_PUBCOMP_MISSED("packets.pubcomp.missed"),
  PACKETS_SUBSCRIBE_RECEIVED("packets.subscribe.received"),
  PACKETS_SUBSCRIBE_ERROR("packets.subscribe.error"),
  PACKETS_SUBSCRIBE_AUTH_ERROR("packets.subscribe.auth_error"),
  PACKETS_SUBACK_SENT("packets.suback.sent"),
  PACKETS_UNSUBSCRIBE_RECEIVED("packets.unsubscribe.received"),
  PACKETS_UNSUBSCRIBE_ERROR("packets.unsubscribe.error"),
  PACKETS_UNSUBACK_SENT("packets.unsuback.sent"),
  PACKETS_PINGREQ_RECEIVED("packets.pingreq.received"),
  PACKETS_PINGRESP_SENT("packets.pingresp.sent"),
  PACKETS_DISCONNECT_RECEIVED("packets.disconnect.received"),
  PACKETS_DISCONNECT_SENT("packets.disconnect.sent"),
  PACKETS_AUTH_RECEIVED("packets.auth.received"),
  PACKETS_AUTH_SENT("packets.auth.sent"),
  PACKETS_MALFORMED("packets.malformed"),
  MESSAGES_RECEIVED("messages.received"),
  MESSAGES_SENT("messages.sent"),
  MESSAGES_QOS0_RECEIVED("messages.qos0.received"),
  MESSAGES_QOS0_SENT("messages.qos0.sent"),
  MESSAGES_QOS1_RECEIVED("messages.qos1.received"),
  MESSAGES_QOS1_SENT("messages.qos1.sent"),
  MESSAGES_QOS2_RECEIVED("messages.qos2.received"),
  MESSAGES_QOS2_SENT("messages.qos2.sent"),
  MESSAGES_PUBLISH("messages.publish"),
  MESSAGES_DROPPED("messages.dropped"),
  MESSAGES_DROPPED_AWAIT_PUBREL_TIMEOUT("messages.dropped.await_pubrel_timeout"),
  MESSAGES_DROPPED_NO_SUBSCRIBERS("messages.dropped.no_subscribers"),
  MESSAGES_FORWARD("messages.forward"),
  MESSAGES_RETAINED("messages.retained"),
  MESSAGES_DELAYED("messages.delayed"),
  MESSAGES_DELIVERED("messages.delivered"),
  MESSAGES_ACKED("messages.acked"),
  DELIVERY_DROPPED("delivery.dropped"),
  DELIVERY_DROPPED_NO_LOCAL("delivery.dropped.no_local"),
  DELIVERY_DROPPED_TOO_LARGE("delivery.dropped.too_large"),
  DELIVERY_DROPPED_QOS0_MSG("delivery.dropped.qos0_msg"),
  DELIVERY_DROPPED_QUEUE_FULL("delivery.dropped.queue_full"),
  DELIVERY_DROPPED_QUEUE_BYTES_FULL("delivery.dropped.queue_bytes_full"),
  DELIVERY_DROPPED_TOO_OLD("delivery.dropped.too_old"),
  DELIVERY_DROPPED_PUBLISHER_REFUSED("delivery.dropped.publisher_refused"),
  DELIVERY_DROPPED_EXPIRED("delivery.dropped.expired"),
  DELIVERY_DROPPED_STORE_AWAY("delivery.dropped.store_away"),
  DELIVERY_DROPPED_STORE_REFUSED("delivery.dropped.store_refused"),
  DELIVERY_DROPPED_SESSION_ENDED("delivery.dropped.session_ended"),
  CONNECTIONS_REFUSED("connections.refused"),
  CONNECTIONS_DENIED("connections.denied"),
  CONNECTIONS_PACED("connections.paced"),
  CONNECTIONS_PROXY_REFUSED("connections.proxy_refused"),
  CONNECTIONS_TLS_REFUSED("connections.tls_refused"),
  CONNECTIONS_UPGRADE_REFUSED("connections.upgrade_refused"),
  /** Times that a client was not read from because it sent too fast. */
  CONNECTIONS_SLOWED("connections.slowed"),
  /** Connections that were closed because too much waited for them and the memory was full. */
  CONNECTIONS_OVERLOADED("connections.overloaded"),
  CONNECTIONS_SEND_TIMEOUT("connections.send_timeout"),
  /** CONNECTs refused for the length of their client id. */
  LIMITS_CLIENTID_LEN("limits.clientid_len"),
  /** Packets refused by what their fixed header announces. */
  LIMITS_PACKET_SIZE("limits.packet_size"),
  /** Publishes, wills and filters refused for their number of topic levels. */
  LIMITS_TOPIC_LEVELS("limits.topic_levels"),
  /** Filters refused because their client has as many subscriptions as it may. */
  LIMITS_SUBSCRIPTIONS("limits.subscriptions"),
  /** Connections closed for more unfinished publishes than the broker has told it takes. */
  LIMITS_RECEIVE_MAXIMUM("limits.receive_maximum"),
  CLIENT_CONNECT("client.connect"),
  CLIENT_CONNACK("client.connack"),
  CLIENT_CONNECTED("client.connected"),
  CLIENT_AUTHENTICATE("client.authenticate"),
  CLIENT_CHECK_ACL("client.check_acl"),
  CLIENT_SUBSCRIBE("client.subscribe"),
  CLIENT_UNSUBSCRIBE("client.unsubscribe"),
  CLIENT_DISCONNECTED("client.disconnected"),
  SESSION_CREATED("session.created"),
  SESSION_RESUMED("session.resumed"),
  /** Claimed without the store, which did not answer. */
  SESSION_RENEWED("session.renewed"),
  SESSION_TAKEOVERED("session.takeovered"),
  SESSION_DISCARDED("session.discarded"),
  SESSION_TERMINATED("session.terminated"),
  SESSION_INHERITED("session.inherited"),
  SESSION_FENCED("session.fenced"),
  CLIENT_AUTH_SUCCESS("client.auth.success"),
  CLIENT_AUTH_SUCCESS_ANONYMOUS("client.auth.success.anonymous"),
  CLIENT_AUTH_FAILURE("client.auth.failure"),
  CLIENT_BANNED("client.banned"),
  CLIENT_ACL_ALLOW("client.acl.allow"),
  CLIENT_ACL_DENY("client.acl.deny"),
  CLIENT_ACL_IGNORE("client.acl.ignore"),
  CLIENT_ACL_CACHE_HIT("client.acl.cache_hit"),
  AUTH_HTTP_REQUESTS("auth.http.requests"),
  AUTH_HTTP_ERRORS("auth.http.errors"),
  AUTH_HTTP_CACHE_HITS("auth.http.cache_hits"),
  /** Key sets for tokens that could not be fetched. */
  AUTH_JWKS_ERRORS("auth.jwks_errors"),
  ACCESS_READS("access.reads"),
  ACCESS_READ_ERRORS("access.read_errors"),
  ACCESS_CACHE_HITS("access.cache_hits"),
  /** Answers that were too old, because the store did not give another. */
  ACCESS_CACHE_STALE("access.cache_stale"),
  STORE_REQUESTS("store.requests"),
  STORE_FLUSHED("store.flushed"),
  STORE_ELIDED("store.elided"),
  STORE_THROTTLED("store.throttled"),
  STORE_ERRORS("store.errors"),
  STORE_POISONED("store.poisoned"),
  WAL_APPENDED("wal.appended"),
  WAL_BYTES("wal.bytes"),
  WAL_FSYNCS("wal.fsyncs"),
  WAL_REPLAYED("wal.replayed"),
  WAL_VOID("wal.void"),
  LEDGER_ENTRIES("ledger.entries"),
  LEDGER_GIVEN_UP("ledger.given_up"),
  HISTORY_EVENTS("history.events"),
  HISTORY_LOST("history.lost"),
  /** Lines of the audit that are in the log only. */
  AUDIT_LOST("audit.lost"),
  BACKEND_REFUSED("backend.refused"),
  /** Times that the memory became so full that publishers had to wait. */
  BROKER_CROWDED("broker.crowded"),
  /** Times that the broker became degraded. */
  BROKER_DEGRADED("broker.degradations"),
  BUGS("bugs");

  private final String text;

  Metric(String text) {
    this.text = text;
  }

  /** The name with dots, such as {@code packets.connect.received}. */
  public String text() {
    return text;
  }

  /** The counter of a dotted name. */
  public static Optional<Metric> named(String text) {
    for (Metric metric : values()) {
      if (metric.text.equals(text)) {
        return Optional.of(metric);
      }
    }
    return Optional.empty();
  }
}
