package io.dynamq.server.admin;

import io.dynamq.control.ClientView;
import io.dynamq.control.SubscriptionView;
import java.util.LinkedHashMap;
import java.util.Map;

/** Clients and subscriptions as EMQX 4.4 prints them, and as JSON with EMQX's names. */
final class ClientForms {
  private static final String LINE =
      "Client(%s, username=%s, peername=%s, clean_start=%s, keepalive=%d,"
          + " session_expiry_interval=%d, subscriptions=%d, inflight=%d, awaiting_rel=%d,"
          + " delivered_msgs=%d, enqueued_msgs=%d, dropped_msgs=%d, connected=%s, created_at=%d,"
          + " connected_at=%d%s)";

  private ClientForms() {}

  static String line(ClientView client) {
    return LINE.formatted(
        Printable.of(client.clientId()),
        client.username() == null ? "undefined" : Printable.of(client.username()),
        client.peername(),
        client.cleanStart(),
        client.keepalive(),
        client.sessionExpiryInterval(),
        client.subscriptions(),
        client.inflight(),
        client.awaitingRel(),
        client.deliveredMsgs(),
        client.enqueuedMsgs(),
        client.droppedMsgs(),
        client.connected(),
        client.createdAt(),
        client.connectedAt(),
        client.connected() ? "" : ", disconnected_at=" + client.disconnectedAt());
  }

  static Map<String, Object> json(ClientView client) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", client.clientId());
    json.put("username", client.username());
    json.put("peername", client.peername());
    json.put("proto_ver", client.protocolVersion());
    json.put("listener", client.listener());
    json.put(
        "authenticated_by", client.authenticatedBy().isEmpty() ? null : client.authenticatedBy());
    json.put("clean_start", client.cleanStart());
    json.put("keepalive", client.keepalive());
    json.put("session_expiry_interval", client.sessionExpiryInterval());
    json.put("subscriptions", client.subscriptions());
    json.put("inflight", client.inflight());
    json.put("max_inflight", client.maxInflight());
    json.put("awaiting_rel", client.awaitingRel());
    json.put("mqueue_len", client.mqueueLen());
    json.put("delivered_msgs", client.deliveredMsgs());
    json.put("enqueued_msgs", client.enqueuedMsgs());
    json.put("dropped_msgs", client.droppedMsgs());
    json.put("connected", client.connected());
    json.put("created_at", client.createdAt());
    json.put("connected_at", client.connectedAt());
    json.put("disconnected_at", client.connected() ? null : client.disconnectedAt());
    return json;
  }

  static String line(SubscriptionView subscription) {
    return Printable.of(subscription.clientId())
        + " -> "
        + Printable.of(subscription.filter())
        + ":"
        + subscription.qos();
  }

  static Map<String, Object> json(SubscriptionView subscription) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", subscription.clientId());
    json.put("topic", subscription.filter());
    json.put("qos", subscription.qos());
    json.put("nl", subscription.noLocal() ? 1 : 0);
    json.put("rap", subscription.retainAsPublished() ? 1 : 0);
    json.put("rh", subscription.retainHandling());
    json.put("subid", subscription.identifier() == 0 ? null : subscription.identifier());
    return json;
  }
}
