package io.dynamq.server.admin;

import io.dynamq.control.Redelivery;
import io.dynamq.control.UndeliveredView;
import io.dynamq.message.Utf8Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages that were not delivered, as JSON and as lines. */
final class UndeliveredForms {
  private UndeliveredForms() {}

  static Map<String, Object> json(UndeliveredView view) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", view.id());
    json.put("client", view.receiver());
    json.put("at", at(view));
    json.put("reason", view.reason());
    if (!view.detail().isEmpty()) {
      json.put("detail", view.detail());
    }
    json.put("topic", view.message().topic());
    json.put("qos", view.message().qos());
    json.put("msgid", view.message().id());
    json.put("publisher", view.message().publisher());
    json.put("payload_bytes", view.message().payloadBytes());
    if (view.message().expiresAtMillis() != Long.MAX_VALUE) {
      json.put("expires", Instant.ofEpochMilli(view.message().expiresAtMillis()).toString());
    }
    json.put("redelivered", view.redelivered());
    json.put("cursor", view.cursor());
    return json;
  }

  /** As text where it is text. */
  static Map<String, Object> withPayload(UndeliveredView view) {
    Map<String, Object> json = json(view);
    byte[] payload = view.message().payload();
    if (payload == null) {
      json.put("payload", null);
    } else if (Utf8Bytes.isWellFormed(payload)) {
      json.put("payload", new String(payload, StandardCharsets.UTF_8));
    } else {
      json.put("payload_base64", Base64.getEncoder().encodeToString(payload));
    }
    return json;
  }

  static String line(UndeliveredView view) {
    return "Undelivered(%s, client=%s, reason=%s%s, topic=%s, qos=%d, msgid=%s, publisher=%s, bytes=%d%s)"
        .formatted(
            at(view),
            Printable.of(view.receiver()),
            view.reason(),
            view.detail().isEmpty() ? "" : " (" + Printable.of(view.detail()) + ")",
            Printable.of(view.message().topic()),
            view.message().qos(),
            view.message().id(),
            Printable.of(view.message().publisher()),
            view.message().payloadBytes(),
            view.redelivered() ? ", redelivered" : "");
  }

  private static String at(UndeliveredView view) {
    return Instant.EPOCH.plus(view.atMicros(), ChronoUnit.MICROS).toString();
  }

  static Answer of(Redelivery done) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("redelivered", done.done());
    json.put("earlier", done.earlier());
    json.put("incomplete", done.incomplete());
    json.put("expired", done.expired());
    json.put("refused", done.refused());
    String line =
        "Redelivered %d, earlier %d, payload not kept %d, expired %d, no session or no room %d"
            .formatted(
                done.done(), done.earlier(), done.incomplete(), done.expired(), done.refused());
    return new Answer(json, List.of(line));
  }
}
