package io.dynamq.server.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.topic.InvalidTopicException;
import io.dynamq.topic.TopicFilter;

/** A JSON object that says one word for messages of some topics. */
record TopicRule(TopicFilter topics, String value) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * @param key of the word
   * @param expected for whoever wrote something else
   */
  static TopicRule parse(String text, String key, String expected) throws BadValueException {
    try {
      JsonNode rule = JSON.readTree(text);
      if (!rule.path("topic").isTextual() || !rule.path(key).isTextual() || rule.size() != 2) {
        throw bad(text, "it has not exactly topic and " + key, expected);
      }
      TopicFilter filter = TopicFilter.of(rule.path("topic").asText());
      if (filter.isShared() || filter.kind() == TopicFilter.Kind.EXCLUSIVE) {
        throw bad(text, "its topic is no plain topic filter", expected);
      }
      return new TopicRule(filter, rule.path(key).asText());
    } catch (JsonProcessingException e) {
      throw bad(text, "it is no JSON", expected);
    } catch (InvalidTopicException e) {
      throw bad(text, "its topic is no topic filter", expected);
    }
  }

  static BadValueException bad(String text, String why, String expected) {
    return new BadValueException("'" + text + "': " + why + ", expected " + expected);
  }
}
