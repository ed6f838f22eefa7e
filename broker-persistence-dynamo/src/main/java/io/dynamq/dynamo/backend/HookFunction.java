package io.dynamq.dynamo.backend;

import static io.dynamq.dynamo.backend.HookEvent.CLIENT_CONNECTED;
import static io.dynamq.dynamo.backend.HookEvent.CLIENT_DISCONNECTED;
import static io.dynamq.dynamo.backend.HookEvent.MESSAGE_ACKED;
import static io.dynamq.dynamo.backend.HookEvent.MESSAGE_DELIVERED;
import static io.dynamq.dynamo.backend.HookEvent.MESSAGE_PUBLISH;
import static io.dynamq.dynamo.backend.HookEvent.SESSION_CREATED;
import static io.dynamq.dynamo.backend.HookEvent.SESSION_SUBSCRIBED;
import static io.dynamq.dynamo.backend.HookEvent.SESSION_UNSUBSCRIBED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a hook line may ask for: the functions of EMQX's plug-in and of its siblings. */
enum HookFunction {
  CLIENT_ONLINE("on_client_connected", null, CLIENT_CONNECTED),
  CLIENT_OFFLINE("on_client_disconnected", null, CLIENT_DISCONNECTED),
  SUBSCRIBE_LOOKUP(
      "on_subscribe_lookup", "on_subscription_lookup", SESSION_CREATED, CLIENT_CONNECTED),
  FETCH_FOR_QUEUE("on_message_fetch_for_queue", null, SESSION_SUBSCRIBED),
  FETCH_FOR_PUBSUB("on_message_fetch_for_pubsub", "on_message_fetch", SESSION_SUBSCRIBED),
  RETAIN_LOOKUP("on_retain_lookup", null, SESSION_SUBSCRIBED),
  ACKED_DELETE("on_acked_delete", null, SESSION_UNSUBSCRIBED),
  PUBLISH("on_message_publish", null, MESSAGE_PUBLISH),
  STORE("on_message_store", null, MESSAGE_PUBLISH),
  RETAIN("on_message_retain", null, MESSAGE_PUBLISH),
  RETAIN_DELETE("on_retain_delete", null, MESSAGE_PUBLISH),
  ACKED_FOR_QUEUE("on_message_acked_for_queue", null, MESSAGE_ACKED, MESSAGE_DELIVERED),
  ACKED_FOR_PUBSUB(
      "on_message_acked_for_pubsub", "on_message_acked", MESSAGE_ACKED, MESSAGE_DELIVERED);

  private final String text;
  private final String alias;
  private final Set<HookEvent> events;

  HookFunction(String text, String alias, HookEvent first, HookEvent... others) {
    this.text = text;
    this.alias = alias;
    this.events = EnumSet.of(first, others);
  }

  /** The name in messages to operators. */
  String text() {
    return text;
  }

  boolean fits(HookEvent event) {
    return events.contains(event);
  }

  /** The events it may stand on, for messages. */
  List<String> eventNames() {
    return events.stream().map(HookEvent::text).toList();
  }

  boolean fetches() {
    return this == FETCH_FOR_QUEUE || this == FETCH_FOR_PUBSUB;
  }

  /** Whether it writes items that {@code expired_time} can give an end. */
  boolean writesMessages() {
    return this == PUBLISH || this == STORE || this == RETAIN;
  }

  /** The function of a name or alias, null if there is none. */
  static HookFunction named(String name) {
    for (HookFunction function : values()) {
      if (function.text.equals(name) || name.equals(function.alias)) {
        return function;
      }
    }
    return null;
  }

  static List<String> allNames() {
    return Arrays.stream(values())
        .flatMap(f -> f.alias == null ? Stream.of(f.text) : Stream.of(f.text, f.alias))
        .toList();
  }
}
