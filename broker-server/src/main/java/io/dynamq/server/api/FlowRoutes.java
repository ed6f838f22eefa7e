package io.dynamq.server.api;

import io.dynamq.server.flow.SlowSubscribers;
import io.dynamq.server.flow.TopicMetrics;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EMQX 4.4's requests about slow subscribers and counters of topics. */
final class FlowRoutes {
  private static final List<Route.Field> TOPIC =
      List.of(new Route.Field("topic", "string", true, "a topic name"));

  private final SlowSubscribers slow;
  private final TopicMetrics topics;
  private final String node;

  FlowRoutes(SlowSubscribers slow, TopicMetrics topics, String node) {
    this.slow = slow;
    this.topics = topics;
    this.node = node;
  }

  List<Route> all() {
    return List.of(
        route("GET", "/slow_subscriptions", Route.Kind.LIST, "Who takes long", call -> slow()),
        route("DELETE", "/slow_subscriptions", Route.Kind.NOTHING, "Rank anew",
            call -> clearSlow()),
        route("GET", "/topic-metrics", Route.Kind.LIST, "Counters of topics", call -> list()),
        route("GET", "/topic-metrics/{topic}", Route.Kind.OBJECT, "Counters of a topic",
            this::one),
        new Route("POST", "/topic-metrics", Route.Kind.NOTHING, "Count a topic", TOPIC,
            this::register),
        route("DELETE", "/topic-metrics", Route.Kind.NOTHING, "Count no topic", call -> clear()),
        route("DELETE", "/topic-metrics/{topic}", Route.Kind.NOTHING, "Count a topic no more",
            this::unregister));
  }

  private static Route route(
      String method, String path, Route.Kind kind, String summary, Route.Action action) {
    return new Route(method, path, kind, summary, List.of(), action);
  }

  private Object slow() throws ApiFault {
    mustBeOn();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (SlowSubscribers.Slow one : slow.list()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("clientid", one.client());
      row.put("node", node);
      row.put("topic", one.topic());
      row.put("timespan", one.tookMillis());
      row.put("last_update_time", one.updatedAt());
      rows.add(row);
    }
    return rows;
  }

  private Object clearSlow() throws ApiFault {
    mustBeOn();
    slow.clear();
    return null;
  }

  private void mustBeOn() throws ApiFault {
    if (!slow.isOn()) {
      throw new ApiFault(409, ApiFault.UNKNOWN, "module_not_loaded: module.slow_subs is off");
    }
  }

  private Object list() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String topic : topics.topics()) {
      Map<String, Number> figures = topics.metrics(topic);
      if (figures != null) {
        rows.add(Map.of("topic", topic, "metrics", figures));
      }
    }
    return rows;
  }

  private Object one(Call call) throws ApiFault {
    Map<String, Number> figures = topics.metrics(call.argument(0));
    if (figures == null) {
      throw ApiFault.notFound("the topic");
    }
    return figures;
  }

  private Object register(Call call) throws ApiFault {
    String topic = call.text("topic");
    try {
      TopicName.of(topic);
    } catch (InvalidTopicException e) {
      throw ApiFault.bad(ApiFault.BAD_TOPIC, "invalid_topic_name: " + e.getMessage());
    }
    if (!topics.register(topic)) {
      throw new ApiFault(409, ApiFault.UNKNOWN, "quota_exceeded");
    }
    return null;
  }

  private Object unregister(Call call) throws ApiFault {
    if (!topics.unregister(call.argument(0))) {
      throw ApiFault.notFound("the topic");
    }
    return null;
  }

  private Object clear() {
    topics.clear();
    return null;
  }
}
