package io.dynamq.dynamo.backend;

import java.util.List;

/** The hook points that a hook line may name, as {@code <class>.<event>}. */
enum HookEvent {
  CLIENT_CONNECTED("client.connected"),
  CLIENT_DISCONNECTED("client.disconnected"),
  SESSION_CREATED("session.created"),
  SESSION_SUBSCRIBED("session.subscribed"),
  SESSION_UNSUBSCRIBED("session.unsubscribed"),
  MESSAGE_PUBLISH("message.publish"),
  MESSAGE_ACKED("message.acked"),
  /** EMQX 3 spells it {@code message.deliver}. */
  MESSAGE_DELIVERED("message.delivered", "message.deliver");

  private final List<String> names;

  HookEvent(String... names) {
    this.names = List.of(names);
  }

  /** The name in messages to operators. */
  String text() {
    return names.get(0);
  }

  /** Whether the event is about a topic or filter, so that a rule can be limited to some. */
  boolean hasTopic() {
    return this != CLIENT_CONNECTED && this != CLIENT_DISCONNECTED && this != SESSION_CREATED;
  }

  /** The event of a name, null if there is none. */
  static HookEvent named(String name) {
    for (HookEvent event : values()) {
      if (event.names.contains(name)) {
        return event;
      }
    }
    return null;
  }

  static List<String> allNames() {
    return java.util.Arrays.stream(values()).flatMap(event -> event.names.stream()).toList();
  }
}
