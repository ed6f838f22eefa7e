package io.dynamq.server.admin;

import io.dynamq.server.flow.SlowSubscribers;
import io.dynamq.server.flow.SlowSubscribers.Slow;
import io.dynamq.server.flow.TopicMetrics;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commands about slow subscribers and counters of topics. */
final class FlowActions {
  private final SlowSubscribers slow;
  private final TopicMetrics topics;

  FlowActions(SlowSubscribers slow, TopicMetrics topics) {
    this.slow = slow;
    this.topics = topics;
  }

  Answer slow() throws Refusal {
    mustBeOn();
    List<Slow> all = slow.list();
    return new Answer(all.stream().map(FlowActions::json).toList(), lines(all));
  }

  private static List<String> lines(List<Slow> all) {
    return all.stream()
        .map(
            one ->
                "Slow(%s, topic=%s, timespan=%d, last_update_time=%s)"
                    .formatted(
                        Printable.of(one.client()),
                        Printable.of(one.topic()),
                        one.tookMillis(),
                        Instant.ofEpochMilli(one.updatedAt())))
        .toList();
  }

  private static Map<String, Object> json(Slow one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("clientid", one.client());
    json.put("topic", one.topic());
    json.put("timespan", one.tookMillis());
    json.put("last_update_time", one.updatedAt());
    return json;
  }

  Answer clearSlow() throws Refusal {
    mustBeOn();
    slow.clear();
    return Answer.ok();
  }

  private void mustBeOn() throws Refusal {
    if (!slow.isOn()) {
      throw new Refusal(Refusal.CONFLICT, "Error: module.slow_subs is off");
    }
  }

  Answer topics() {
    List<Map<String, Object>> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String topic : topics.topics()) {
      Map<String, Number> figures = topics.metrics(topic);
      if (figures == null) {
        continue;
      }
      json.add(Map.of("topic", topic, "metrics", figures));
      List<String> counts = new ArrayList<>();
      figures.forEach(
          (name, value) -> {
            if (name.endsWith(".count")) {
              counts.add(name.substring(0, name.length() - ".count".length()) + "=" + value);
            }
          });
      lines.add("TopicMetrics(" + Printable.of(topic) + ", " + String.join(", ", counts) + ")");
    }
    return new Answer(json, lines);
  }

  Answer add(String topic) throws Refusal {
    try {
      TopicName.of(topic);
    } catch (InvalidTopicException e) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: invalid_topic_name: " + e.getMessage());
    }
    if (!topics.register(topic)) {
      throw new Refusal(
          Refusal.CONFLICT, "Error: there are " + TopicMetrics.TOPICS_MAX + " topics already");
    }
    return Answer.ok();
  }

  Answer delete(String topic) throws Refusal {
    if (!topics.unregister(topic)) {
      throw Refusal.notFound();
    }
    return Answer.ok();
  }

  Answer clear() {
    topics.clear();
    return Answer.ok();
  }
}
