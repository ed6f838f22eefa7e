package io.dynamq.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.store.Durability;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;

/** What acknowledgements promise for some topics, as JSON. */
final class DurabilityRuleText {
  static final String EXPECTED =
      "{\"topic\": \"<filter>\", \"ack_after\": \"store\"}, or memory or wal";

  private static final ObjectMapper JSON = new ObjectMapper();

  private DurabilityRuleText() {}

  static DurabilityPolicy.Rule parse(String text) throws BadValueException {
    try {
      JsonNode rule = JSON.readTree(text);
      Durability ackAfter = DurabilityPolicy.named(rule.path("ack_after").asText());
      if (ackAfter == null || !rule.path("topic").isTextual() || rule.size() != 2) {
        throw bad(text, "it has not exactly a topic and an ack_after of memory, wal or store");
      }
      TopicFilter filter = TopicFilter.of(rule.path("topic").asText());
      if (filter.isShared() || filter.kind() == TopicFilter.Kind.EXCLUSIVE) {
        throw bad(text, "its topic is no plain topic filter");
      }
      return new DurabilityPolicy.Rule(filter, ackAfter);
    } catch (JsonProcessingException e) {
      throw bad(text, "it is no JSON");
    } catch (InvalidTopicException e) {
      throw bad(text, "its topic is no topic filter");
    }
  }

  private static BadValueException bad(String text, String why) {
    return new BadValueException("'" + text + "': " + why + ", expected " + EXPECTED);
  }
}
