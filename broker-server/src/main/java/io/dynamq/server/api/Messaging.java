package io.dynamq.server.api;

import io.dynamq.control.Control;
import io.dynamq.control.Publication;
import io.dynamq.message.Qos;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Publishing and subscribing on behalf of others. */
final class Messaging {
  private static final long EXPIRY_MAX = 0xFFFF_FFFFL;

  private final Control control;

  Messaging(Control control) {
    this.control = control;
  }

  /** Answers when what the topics promise holds. */
  Object publish(Call call) throws ApiFault {
    String sender = call.text("clientid");
    byte[] payload = payload(call);
    Qos qos = qos(call);
    boolean retain = call.flag("retain");
    long expiry = call.number("message_expiry_interval", 0, EXPIRY_MAX, -1);
    List<TopicName> topics = new ArrayList<>();
    for (String topic : topics(call)) {
      topics.add(name(topic));
    }
    List<CompletableFuture<String>> published =
        topics.stream()
            .map(
                topic ->
                    control.publish(
                        new Publication(sender, topic, qos, retain, payload, expiry)))
            .toList();
    List<String> ids = new ArrayList<>();
    for (CompletableFuture<String> one : published) {
      ids.add(Asking.of(one));
    }
    return Map.of("ids", ids);
  }

  private static byte[] payload(Call call) throws ApiFault {
    String text = call.text("payload");
    return switch (call.text("encoding", "plain")) {
      case "plain" -> text.getBytes(StandardCharsets.UTF_8);
      case "base64" -> {
        try {
          yield Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
          throw ApiFault.bad(ApiFault.WRONG_TYPE, "payload: expected base64");
        }
      }
      default -> throw ApiFault.bad(ApiFault.WRONG_TYPE, "encoding: expected plain or base64");
    };
  }

  Object subscribe(Call call) throws ApiFault {
    String client = call.text("clientid");
    Qos qos = qos(call);
    List<String> filters = topics(call);
    for (String filter : filters) {
      valid(filter);
    }
    for (String filter : filters) {
      if (!Asking.of(control.subscribe(client, filter, qos.value()))) {
        throw notOnline(client);
      }
    }
    return Map.of("clientid", client, "topics", filters);
  }

  Object unsubscribe(Call call) throws ApiFault {
    String client = call.text("clientid");
    String filter = call.text("topic");
    valid(filter);
    if (!Asking.of(control.unsubscribe(client, filter))) {
      throw notOnline(client);
    }
    return Map.of("clientid", client, "topic", filter);
  }

  private static Qos qos(Call call) throws ApiFault {
    return Qos.of((int) call.number("qos", 0, 2, 0));
  }

  private static List<String> topics(Call call) throws ApiFault {
    String several = call.text("topics", null);
    return several == null ? List.of(call.text("topic")) : List.of(several.split(","));
  }

  private static TopicName name(String topic) throws ApiFault {
    try {
      return TopicName.of(topic);
    } catch (InvalidTopicException e) {
      throw ApiFault.bad(ApiFault.BAD_TOPIC, "bad topic: " + e.getMessage());
    }
  }

  private static void valid(String filter) throws ApiFault {
    try {
      TopicFilter.of(filter);
    } catch (InvalidTopicException e) {
      throw ApiFault.bad(ApiFault.BAD_TOPIC, "bad topic: " + e.getMessage());
    }
  }

  private static ApiFault notOnline(String client) {
    return new ApiFault(
        404, ApiFault.NOT_ONLINE, "client " + client + " is not connected, or has no such filter");
  }
}
