package io.dynamq.dynamo.backend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.dynamq.dynamo.backend.HookRule.Limits;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Reads the JSON of one hook line. Every mistake becomes a problem of that line. */
final class RuleReader {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  private static final List<String> KEYS =
      List.of("topic", "action", "pool", "offline_opts", "expired_time");
  private static final Set<String> STATEMENTS = Set.of("sql", "cql", "commands");

  private final Setting line;
  private final List<String> pools;
  private final List<Problem> problems;

  RuleReader(Setting line, List<String> pools, List<Problem> problems) {
    this.line = line;
    this.pools = pools;
    this.problems = problems;
  }

  /** The rule, or null after reporting why there is none. */
  HookRule read(HookEvent event, int ordinal) {
    JsonNode json = parse();
    if (json == null) {
      return null;
    }
    int before = problems.size();
    checkKeys(json, KEYS, "a rule");
    String topic = topic(json.get("topic"), event);
    HookFunction function = function(json.get("action"), event);
    String pool = pool(json.get("pool"));
    Limits limits = function == null ? null : limits(json, function);
    return problems.size() > before
        ? null
        : new HookRule(event, ordinal, function, topic, pool, limits);
  }

  private JsonNode parse() {
    try {
      JsonNode json = JSON.readTree(line.value());
      if (json.isObject()) {
        return json;
      }
      wrong("expected a JSON object such as " + example());
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      wrong("broken JSON at column " + column + " of the value: " + firstLine(e)
          + "; expected an object such as " + example());
    }
    return null;
  }

  private static String firstLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
  }

  private static String example() {
    return "{\"topic\": \"#\", \"action\": {\"function\": \"on_message_publish\"},"
        + " \"pool\": \"pool1\"}";
  }

  private void checkKeys(JsonNode object, List<String> known, String where) {
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        wrong("unknown key \"" + name + "\" in " + where + Nearest.hint(name, known)
            + "; known are " + String.join(", ", known));
      }
    }
  }

  private String topic(JsonNode json, HookEvent event) {
    if (json == null) {
      return null;
    }
    if (!event.hasTopic()) {
      wrong("\"topic\" has no meaning on " + event.text() + ", which is about no topic; remove it");
      return null;
    }
    if (!json.isTextual()) {
      wrong("\"topic\" must be a topic filter in quotes, found " + json);
      return null;
    }
    try {
      TopicFilter filter = TopicFilter.of(json.textValue());
      if (filter.kind() == TopicFilter.Kind.PLAIN) {
        return filter.path();
      }
      wrong("\"topic\" must be the filter without its prefix: \"" + filter.path() + "\"");
    } catch (InvalidTopicException e) {
      wrong("\"topic\" is no topic filter: " + e.getMessage());
    }
    return null;
  }

  private HookFunction function(JsonNode action, HookEvent event) {
    if (action == null || !action.isObject()) {
      wrong("expected \"action\": {\"function\": \"<name>\"}");
      return null;
    }
    for (String statement : STATEMENTS) {
      if (action.has(statement)) {
        wrong("\"" + statement + "\" is for other databases; with DynamoDB an action names a"
            + " \"function\"");
        return null;
      }
    }
    checkKeys(action, List.of("function"), "\"action\"");
    JsonNode name = action.get("function");
    if (name == null || !name.isTextual()) {
      wrong("expected \"action\": {\"function\": \"<name>\"}");
      return null;
    }
    return fitting(name.textValue(), event);
  }

  private HookFunction fitting(String name, HookEvent event) {
    HookFunction function = HookFunction.named(name);
    if (function == null) {
      wrong("unknown function " + name + Nearest.hint(name, HookFunction.allNames()));
    } else if (!function.fits(event)) {
      wrong(name + " has no meaning on " + event.text() + "; it belongs on "
          + String.join(" or ", function.eventNames()));
    }
    return function;
  }

  private String pool(JsonNode json) {
    if (json == null || !json.isTextual()) {
      wrong("expected \"pool\": \"<name>\"; " + configured());
      return null;
    }
    if (!pools.contains(json.textValue())) {
      wrong("unknown pool \"" + json.textValue() + "\"; " + configured());
    }
    return json.textValue();
  }

  private String configured() {
    return "configured are " + String.join(", ", pools);
  }

  private Limits limits(JsonNode json, HookFunction function) {
    OfflineOptions offline = OfflineOptions.NONE;
    JsonNode options = json.get("offline_opts");
    if (options != null && !function.fetches()) {
      wrong("\"offline_opts\" has no meaning for " + function.text() + ", which fetches nothing");
    } else if (options != null) {
      offline = offline(options);
    }
    JsonNode expiry = json.get("expired_time");
    if (expiry == null) {
      return new Limits(offline, 0);
    }
    if (!function.writesMessages()) {
      wrong("\"expired_time\" has no meaning for " + function.text() + ", which stores no message");
    } else if (!expiry.canConvertToLong() || !expiry.isIntegralNumber() || expiry.longValue() < 1) {
      wrong("\"expired_time\" must be a whole number of seconds above 0, found " + expiry);
    }
    return new Limits(offline, expiry.asLong());
  }

  private OfflineOptions offline(JsonNode options) {
    if (!options.isObject()) {
      wrong("\"offline_opts\" must be an object such as"
          + " {\"max_returned_count\": 500, \"time_range\": \"2h\"}");
      return OfflineOptions.NONE;
    }
    checkKeys(options, List.of("max_returned_count", "time_range"), "\"offline_opts\"");
    int count = Integer.MAX_VALUE;
    JsonNode max = options.get("max_returned_count");
    if (max != null && max.isInt() && max.intValue() > 0) {
      count = max.intValue();
    } else if (max != null) {
      wrong("\"max_returned_count\" must be a whole number above 0, found " + max);
    }
    JsonNode range = options.get("time_range");
    Long seconds = range == null ? Long.valueOf(Long.MAX_VALUE) : Span.seconds(range.asText());
    if (seconds == null) {
      wrong("\"time_range\" must be a number with unit d, h, m or s such as \"2h\", or"
          + " \"infinity\"; found " + range);
      return OfflineOptions.NONE;
    }
    return new OfflineOptions(count, seconds);
  }

  private void wrong(String message) {
    problems.add(new Problem(line.origin(), line.key(), message));
  }
}
