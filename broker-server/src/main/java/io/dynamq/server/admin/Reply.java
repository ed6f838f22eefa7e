package io.dynamq.server.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Map;

/** The body of a response and its type. */
record Reply(int status, String type, String body) {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain;charset=utf-8";
  private static final ObjectMapper COMPACT = new ObjectMapper();
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  static Reply of(Answer answer, boolean asText) {
    if (answer.type() != null) {
      return new Reply(answer.status(), answer.type(), lines(String.join("\n", answer.lines())));
    }
    if (asText) {
      return new Reply(answer.status(), TEXT, lines(String.join("\n", answer.lines())));
    }
    return new Reply(answer.status(), JSON, json(answer.data()));
  }

  static Reply refused(int status, String message, boolean asText) {
    return asText
        ? new Reply(status, TEXT, lines(message))
        : new Reply(status, JSON, json(Map.of("error", message)));
  }

  /** An object on one line. */
  static String jsonLine(Object data) {
    return json(data, COMPACT);
  }

  private static String lines(String text) {
    return text.isEmpty() ? "" : text + "\n";
  }

  private static String json(Object data) {
    return json(data, MAPPER) + "\n";
  }

  private static String json(Object data, ObjectMapper mapper) {
    try {
      return mapper.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("answers are made of maps, lists and text", e);
    }
  }
}
