package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.control.Redelivery;
import io.dynamq.control.UndeliveredQuery;
import io.dynamq.control.UndeliveredView;
import io.dynamq.observe.DropReason;
import io.dynamq.time.Time;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Commands about messages that were not delivered. */
final class UndeliveredActions {
  private static final int LIST_LIMIT = 100;
  private static final int LIMIT = 10_000;

  /** Half of what an answer may hold: topics and properties count there too. */
  private static final long LARGE_BYTES = 16L << 20;

  private final Control control;
  private final Time time;

  UndeliveredActions(Control control, Time time) {
    this.control = control;
    this.time = time;
  }

  Answer list(Map<String, String> options) throws Refusal {
    UndeliveredQuery query = query(options, LIST_LIMIT);
    List<UndeliveredView> found = Waiting.on(control.undelivered(query));
    List<String> lines = new ArrayList<>(found.stream().map(UndeliveredForms::line).toList());
    if (!found.isEmpty() && mayBeMore(query, found)) {
      lines.add("(there may be more: --after=" + found.get(found.size() - 1).cursor() + ")");
    }
    return new Answer(found.stream().map(UndeliveredForms::json).toList(), lines);
  }

  /** An answer ends at the limit, or where more would be too large. */
  private static boolean mayBeMore(UndeliveredQuery query, List<UndeliveredView> found) {
    long bytes = found.stream().mapToLong(view -> view.message().payloadBytes()).sum();
    return found.size() == query.limit() || bytes >= LARGE_BYTES;
  }

  Answer export(Map<String, String> options) throws Refusal {
    List<Map<String, Object>> found =
        Waiting.on(control.undelivered(query(options, LIMIT))).stream()
            .map(UndeliveredForms::withPayload)
            .toList();
    return new Answer(found, found.stream().map(Reply::jsonLine).toList());
  }

  Answer redeliver(Map<String, String> options) throws Refusal {
    Redelivery done = Waiting.on(control.redeliver(query(options, LIMIT)));
    return UndeliveredForms.of(done);
  }

  Answer purge(Map<String, String> options) throws Refusal {
    long before = options.containsKey("before") ? moment("before", options) : time.epochMillis();
    long gone = Waiting.on(control.purgeUndelivered(client(options), before));
    return new Answer(Map.of("purged", gone), List.of("Purged " + gone + " entries"));
  }

  private UndeliveredQuery query(Map<String, String> options, int limit) throws Refusal {
    String topic = options.get("topic");
    String reason = options.get("reason");
    if (topic != null) {
      valid(topic);
    }
    if (reason != null && DropReason.named(reason).isEmpty()) {
      String all =
          Arrays.stream(DropReason.values())
              .map(DropReason::text)
              .collect(Collectors.joining(", "));
      throw bad("--reason " + reason + " is not one of " + all);
    }
    long since = options.containsKey("since") ? moment("since", options) : 0;
    return new UndeliveredQuery(
        client(options), topic, reason, since, after(options), limit(options, limit));
  }

  /** Null for the begin. */
  private static String after(Map<String, String> options) throws Refusal {
    String after = options.get("after");
    if (after != null && !after.matches("[\\w-]*(\\.[\\w-]+){2}")) {
      throw bad("--after is not the cursor of an entry");
    }
    return after;
  }

  /** Null for everybody. */
  private static String client(Map<String, String> options) throws Refusal {
    String client = options.get("client");
    if (client != null && client.isEmpty()) {
      throw bad("--client must not be empty");
    }
    return client;
  }

  private static void valid(String topic) throws Refusal {
    try {
      TopicFilter.of(topic);
    } catch (InvalidTopicException e) {
      throw bad("--topic: " + e.getMessage());
    }
  }

  private static int limit(Map<String, String> options, int otherwise) throws Refusal {
    String given = options.get("limit");
    if (given == null) {
      return otherwise;
    }
    if (!given.matches("[1-9][0-9]{0,4}") || Integer.parseInt(given) > LIMIT) {
      throw bad("--limit " + given + " is not a number from 1 to " + LIMIT);
    }
    return Integer.parseInt(given);
  }

  /** So long ago, or a point in time; in milliseconds. */
  private long moment(String option, Map<String, String> options) throws Refusal {
    try {
      return Moment.millis(options.get(option), time.epochMillis());
    } catch (DateTimeException e) {
      throw bad("--" + option + " " + options.get(option) + " is not " + Moment.EXPECTED);
    }
  }

  private static Refusal bad(String words) {
    return new Refusal(Refusal.BAD_REQUEST, "Error: " + words);
  }
}
