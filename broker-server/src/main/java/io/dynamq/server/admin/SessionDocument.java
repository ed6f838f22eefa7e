package io.dynamq.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.control.SessionCopy;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.message.UserProperty;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A saved session as JSON, which another broker can read. */
final class SessionDocument {
  /** Raised when older brokers would misread it. */
  private static final int FORMAT = 1;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private SessionDocument() {}

  static Map<String, Object> of(SessionCopy copy) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("format", FORMAT);
    json.put("clientid", copy.clientId());
    json.put("username", copy.username());
    json.put("proto_ver", copy.protocolVersion());
    json.put("expiry_interval", copy.expirySeconds());
    json.put("created_at", copy.createdAtMillis());
    json.put("connected_at", copy.connectedAtMillis());
    json.put("disconnected_at", copy.disconnectedAtMillis());
    json.put("zone", copy.zone());
    json.put("will", copy.will() == null ? null : of(copy.will()));
    json.put("subscriptions", copy.subscriptions().stream().map(SessionDocument::of).toList());
    json.put("messages", copy.messages().stream().map(SessionDocument::of).toList());
    return json;
  }

  private static Map<String, Object> of(Subscription one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("filter", one.filter().text());
    json.put("options", one.packedOptions());
    json.put("identifier", one.identifier());
    return json;
  }

  private static Map<String, Object> of(StoredWill will) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("delay", will.delaySeconds());
    json.put("expiry", will.messageExpirySeconds());
    json.put("message", of(will.message()));
    return json;
  }

  private static Map<String, Object> of(StoredMessage one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("qos", one.qos().value());
    json.put("retain", one.retain());
    json.put("identifiers", one.subscriptionIdentifiers());
    json.put("group", one.sharedGroup());
    json.put("message", of(one.message()));
    return json;
  }

  private static Map<String, Object> of(Message message) {
    MessageProperties properties = message.properties();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", message.id().toText());
    json.put("topic", message.topic().value());
    json.put("qos", message.qos().value());
    json.put("retain", message.retain());
    json.put("publisher", message.sender());
    json.put("arrived_us", message.arrivedMicros());
    json.put(
        "expires_at",
        message.expiresAtMillis() == Message.NEVER ? null : message.expiresAtMillis());
    json.put("utf8", properties.payloadIsUtf8());
    json.put("content_type", properties.contentType());
    json.put("response_topic", properties.responseTopic());
    json.put("correlation_base64", base64(properties.correlationData()));
    json.put(
        "user_properties",
        properties.userProperties().stream()
            .map(one -> List.of(one.name(), one.value()))
            .toList());
    json.put("payload_base64", base64(message.payload()));
    return json;
  }

  private static String base64(byte[] bytes) {
    return bytes == null ? null : Base64.getEncoder().encodeToString(bytes);
  }

  /** Reads it back. */
  static SessionCopy parse(String text) throws Refusal {
    try {
      JsonNode json = MAPPER.readTree(text);
      if (json.path("format").asInt() != FORMAT) {
        throw bad("expected \"format\": " + FORMAT + ", as session export writes it");
      }
      List<Subscription> subscriptions = new ArrayList<>();
      for (JsonNode one : json.withArray("subscriptions")) {
        subscriptions.add(
            Subscription.unpack(
                TopicFilter.of(text(one, "filter")),
                (int) number(one, "options"),
                (int) number(one, "identifier")));
      }
      List<StoredMessage> messages = new ArrayList<>();
      for (JsonNode one : json.withArray("messages")) {
        messages.add(stored(one));
      }
      JsonNode will = json.path("will");
      return new SessionCopy(
          text(json, "clientid"),
          optional(json, "username"),
          (int) number(json, "proto_ver"),
          number(json, "expiry_interval"),
          number(json, "created_at"),
          number(json, "connected_at"),
          number(json, "disconnected_at"),
          optional(json, "zone"),
          will.isObject()
              ? new StoredWill(
                  message(will.path("message")), number(will, "delay"), number(will, "expiry"))
              : null,
          subscriptions,
          messages);
    } catch (JsonProcessingException e) {
      throw bad("is no JSON: " + e.getOriginalMessage());
    } catch (IllegalArgumentException e) {
      // A topic, a filter, options or base64.
      throw bad(e.getMessage());
    }
  }

  private static StoredMessage stored(JsonNode one) throws Refusal {
    List<Integer> identifiers = new ArrayList<>();
    one.withArray("identifiers").forEach(id -> identifiers.add(id.asInt()));
    return new StoredMessage(
        Position.START,
        message(one.path("message")),
        qos(one),
        one.path("retain").asBoolean(),
        identifiers.stream().mapToInt(Integer::intValue).toArray(),
        optional(one, "group"));
  }

  private static Message message(JsonNode json) throws Refusal {
    List<UserProperty> properties = new ArrayList<>();
    for (JsonNode one : json.withArray("user_properties")) {
      properties.add(new UserProperty(one.path(0).asText(), one.path(1).asText()));
    }
    String correlation = optional(json, "correlation_base64");
    MessageId id = MessageId.parse(text(json, "id"));
    if (id == null) {
      throw bad("\"id\": \"" + text(json, "id") + "\" is no message id");
    }
    return new Message(
        id,
        TopicName.of(text(json, "topic")),
        qos(json),
        json.path("retain").asBoolean(),
        Base64.getDecoder().decode(text(json, "payload_base64")),
        new MessageProperties(
            json.path("utf8").asBoolean(),
            optional(json, "content_type"),
            optional(json, "response_topic"),
            correlation == null ? null : Base64.getDecoder().decode(correlation),
            properties),
        text(json, "publisher"),
        number(json, "arrived_us"),
        json.path("expires_at").isNull() ? Message.NEVER : number(json, "expires_at"));
  }

  private static Qos qos(JsonNode json) throws Refusal {
    Qos qos = Qos.of((int) number(json, "qos"));
    if (qos == null) {
      throw bad("\"qos\" should be 0, 1, 2");
    }
    return qos;
  }

  private static String text(JsonNode json, String name) throws Refusal {
    if (!json.path(name).isTextual()) {
      throw bad("expected \"" + name + "\" as text");
    }
    return json.path(name).asText();
  }

  private static String optional(JsonNode json, String name) {
    return json.path(name).isTextual() ? json.path(name).asText() : null;
  }

  private static long number(JsonNode json, String name) throws Refusal {
    if (!json.path(name).isIntegralNumber()) {
      throw bad("expected \"" + name + "\" as a whole number");
    }
    return json.path(name).asLong();
  }

  private static Refusal bad(String why) {
    return new Refusal(
        Refusal.BAD_REQUEST, "Error: the session cannot be read: " + Printable.of(why));
  }
}
