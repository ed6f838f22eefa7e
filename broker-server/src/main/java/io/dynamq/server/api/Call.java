package io.dynamq.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * One request.
 *
 * @param arguments of the path, decoded, in its order
 * @param query by name
 * @param body null if the route takes none
 */
record Call(List<String> arguments, Map<String, String> query, JsonNode body) {

  String argument(int index) {
    return arguments.get(index);
  }

  /** The same with another body, for one request of a batch. */
  Call with(JsonNode one) {
    return new Call(arguments, query, one);
  }

  /** Text of the body that must be there. */
  String text(String key) throws ApiFault {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      throw ApiFault.bad(ApiFault.MISSING_KEY, "missing: " + key);
    }
    if (!value.isTextual()) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, key + ": expected text");
    }
    return value.textValue();
  }

  String text(String key, String otherwise) throws ApiFault {
    return body.hasNonNull(key) ? text(key) : otherwise;
  }

  /** A whole number of the body, within bounds. */
  long number(String key, long min, long max, long otherwise) throws ApiFault {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      return otherwise;
    }
    if (!value.isIntegralNumber() || value.longValue() < min || value.longValue() > max) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, "%s: expected %d to %d".formatted(key, min, max));
    }
    return value.longValue();
  }

  boolean flag(String key) throws ApiFault {
    JsonNode value = body.get(key);
    if (value == null || value.isNull()) {
      return false;
    }
    // EMQX's clients write either.
    if (value.isBoolean() || value.isIntegralNumber()) {
      return value.asBoolean();
    }
    throw ApiFault.bad(ApiFault.WRONG_TYPE, key + ": expected true or false");
  }
}
