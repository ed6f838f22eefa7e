package io.dynamq.server.presence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.hook.BrokerPort;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.server.config.PresenceConfig;
import io.dynamq.time.Time;
import io.dynamq.topic.InvalidTopicException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes {@code $SYS/brokers/<node>/clients/<clientid>/connected} and {@code …/disconnected} with
 * the JSON of EMQX 4.4. In the topic a + or # of the client id, which no topic name may hold, is
 * written as %2B or %23; the payload has the id as it is. What nobody subscribes to is not made.
 */
public final class Presence implements Hooks {
  private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PresenceConfig config;
  private final BrokerPort broker;
  private final Time time;

  public Presence(PresenceConfig config, BrokerPort broker, Time time) {
    this.config = config;
    this.broker = broker;
    this.time = time;
  }

  @Override
  public void clientConnected(ClientInfo client) {
    publish(
        client,
        "connected",
        json -> {
          json.put("keepalive", client.keepAliveSeconds());
          json.put("ipaddress", client.peerAddress());
          json.put("expiry_interval", client.expirySeconds());
          json.put("connected_at", client.connectedAtMillis());
          json.put("connack", 0);
          json.put("clientid", client.id().value());
          json.put("clean_start", client.cleanStart());
        });
  }

  @Override
  public void clientDisconnected(ClientInfo client, String reason) {
    boolean hidden =
        reason.equals("discarded") && !config.discarded()
            || reason.equals("takeovered") && !config.takenOver();
    if (hidden) {
      return;
    }
    publish(
        client,
        "disconnected",
        json -> {
          json.put("reason", reason);
          json.put("ipaddress", client.peerAddress());
          json.put("disconnected_at", json.get("ts"));
          json.put("clientid", client.id().value());
        });
  }

  private void publish(ClientInfo client, String event, Consumer<Map<String, Object>> facts) {
    String id = client.id().value().replace("+", "%2B").replace("#", "%23");
    try {
      broker.announce(
          "clients/" + id + "/" + event, config.qos(), () -> payload(client, facts));
    } catch (InvalidTopicException e) {
      LOG.debug("a client id is too long for a topic about it: {}", e.getMessage());
    }
  }

  private byte[] payload(ClientInfo client, Consumer<Map<String, Object>> facts) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("username", client.username() == null ? "undefined" : client.username());
    json.put("ts", time.epochMillis());
    json.put("sockport", client.localPort());
    json.put("proto_ver", client.protocolVersion());
    json.put("proto_name", client.protocolVersion() == 3 ? "MQIsdp" : "MQTT");
    facts.accept(json);
    try {
      return JSON.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can be written", e);
    }
  }
}
