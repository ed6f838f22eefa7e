package io.dynamq.dynamo;

import io.dynamq.dynamo.client.SettingReader;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is noted for {@code why}.
 *
 * <ul>
 *   <li>{@code history.enabled}: default on; sessions, subscriptions and refused publishes
 *   <li>{@code history.topics}: filters, separated by commas, of messages that are noted too; default
 *       none
 *   <li>{@code history.retention}: default 1d
 * </ul>
 */
public record HistorySettings(boolean enabled, List<TopicFilter> topics, Duration retention) {

  public HistorySettings {
    topics = List.copyOf(topics);
  }

  static HistorySettings read(SettingReader reader) {
    HistorySettings read =
        new HistorySettings(
            reader.flag("history.enabled", true),
            reader.parsed(
                "history.topics", List.of(), "topic filters, separated by commas",
                HistorySettings::filters),
            reader.duration("history.retention", Duration.ofDays(1)));
    if (read.retention.toSeconds() < 60 || read.retention.toDays() > 366) {
      reader.problem("history.retention", "must be between 1m and 366d");
    }
    return read;
  }

  private static List<TopicFilter> filters(String text) {
    List<TopicFilter> filters = new ArrayList<>();
    for (String each : text.split(",", -1)) {
      try {
        TopicFilter filter = TopicFilter.of(each.strip());
        if (filter.kind() != TopicFilter.Kind.PLAIN) {
          throw new IllegalArgumentException("a filter with a prefix");
        }
        filters.add(filter);
      } catch (InvalidTopicException e) {
        throw new IllegalArgumentException(e);
      }
    }
    return filters;
  }

  boolean records(TopicName topic) {
    for (int i = 0; i < topics.size(); i++) {
      if (topics.get(i).matches(topic)) {
        return true;
      }
    }
    return false;
  }
}
