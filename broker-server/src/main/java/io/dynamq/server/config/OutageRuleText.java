package io.dynamq.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.engine.OutagePolicy;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;

/** What becomes of messages of some topics while the store is away, as JSON. */
final class OutageRuleText {
  static final String EXPECTED =
      "{\"topic\": \"<filter>\", \"policy\": \"reject\"}, or spool or degrade";

  private static final ObjectMapper JSON = new ObjectMapper();

  private OutageRuleText() {}

  static OutagePolicy.Rule parse(String text) throws BadValueException {
    try {
      JsonNode rule = JSON.readTree(text);
      OutagePolicy.Choice choice = OutagePolicy.named(rule.path("policy").asText());
      if (choice == null || !rule.path("topic").isTextual() || rule.size() != 2) {
        throw bad(text, "it has not exactly a topic and a policy of spool, reject or degrade");
      }
      TopicFilter filter = TopicFilter.of(rule.path("topic").asText());
      if (filter.isShared() || filter.kind() == TopicFilter.Kind.EXCLUSIVE) {
        throw bad(text, "its topic is no plain topic filter");
      }
      return new OutagePolicy.Rule(filter, choice);
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
