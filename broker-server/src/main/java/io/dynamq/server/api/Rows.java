package io.dynamq.server.api;

import io.dynamq.control.ClientView;
import io.dynamq.control.ListenerView;
import io.dynamq.control.SubscriptionView;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the broker says, with EMQX 4.4's names. */
final class Rows {
  private static final DateTimeFormatter DATETIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.systemDefault());

  private Rows() {}

  static String datetime(long millis) {
    return DATETIME.format(Instant.ofEpochMilli(millis));
  }

  static Map<String, Object> client(ClientView client, String node) {
    Map<String, Object> row = new LinkedHashMap<>();
    int colon = client.peername().lastIndexOf(':');
    row.put("node", node);
    row.put("clientid", client.clientId());
    row.put("username", client.username() == null ? "undefined" : client.username());
    row.put("connected", client.connected());
    if (client.connected() && colon > 0) {
      row.put("ip_address", client.peername().substring(0, colon));
      row.put("port", Integer.parseInt(client.peername().substring(colon + 1)));
    }
    row.put("proto_name", client.protocolVersion() == 3 ? "MQIsdp" : "MQTT");
    row.put("proto_ver", client.protocolVersion());
    row.put("clean_start", client.cleanStart());
    row.put("keepalive", client.keepalive());
    row.put("expiry_interval", client.sessionExpiryInterval());
    row.put("subscriptions_cnt", client.subscriptions());
    row.put("inflight", client.inflight());
    row.put("max_inflight", client.maxInflight());
    row.put("mqueue_len", client.mqueueLen());
    row.put("mqueue_dropped", client.droppedMsgs());
    row.put("awaiting_rel", client.awaitingRel());
    row.put("send_msg", client.deliveredMsgs());
    row.put("created_at", datetime(client.createdAt()));
    row.put("connected_at", datetime(client.connectedAt()));
    if (!client.connected()) {
      row.put("disconnected_at", datetime(client.disconnectedAt()));
    }
    row.put("listener", client.listener());
    return row;
  }

  static Map<String, Object> subscription(SubscriptionView subscription, String node) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("node", node);
    row.put("clientid", subscription.clientId());
    row.put("topic", subscription.filter());
    row.put("qos", subscription.qos());
    row.put("nl", subscription.noLocal() ? 1 : 0);
    row.put("rap", subscription.retainAsPublished() ? 1 : 0);
    row.put("rh", subscription.retainHandling());
    return row;
  }

  static Map<String, Object> listener(ListenerView listener) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("identifier", listener.protocol() + ":" + listener.name());
    row.put("protocol", listener.protocol());
    row.put("listen_on", listener.address());
    row.put("acceptors", listener.acceptors());
    row.put("max_conns", listener.maxConnections());
    row.put("current_conns", listener.currentConnections());
    row.put("shutdown_count", List.of());
    return row;
  }
}
