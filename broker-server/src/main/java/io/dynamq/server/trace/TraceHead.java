package io.dynamq.server.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The first line of a file: which trace it is, so that it is still known after a restart. */
final class TraceHead {
  private static final String MARK = "# trace ";
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private TraceHead() {}

  static String of(TraceOrder order) {
    Map<String, Object> head = new LinkedHashMap<>();
    head.put("name", order.name());
    head.put("type", order.type().text());
    head.put("filter", order.filter());
    head.put("from", order.fromMillis());
    head.put("until", order.untilMillis());
    try {
      return MARK + MAPPER.writeValueAsString(head) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("made of text and numbers", e);
    }
  }

  /** The trace of a file; null if it is not one of ours. */
  static TraceOrder read(Path file) {
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String line = reader.readLine();
      if (line == null || !line.startsWith(MARK)) {
        return null;
      }
      JsonNode head = MAPPER.readTree(line.substring(MARK.length()));
      TraceType type = TraceType.named(head.path("type").asText());
      TraceOrder order =
          new TraceOrder(
              head.path("name").asText(),
              type,
              head.path("filter").asText(),
              head.path("from").asLong(),
              head.path("until").asLong(),
              TraceOrder.Form.PLAIN);
      boolean same = type != null && file.getFileName().toString().equals(order.fileName());
      return same ? order : null;
    } catch (IOException | TraceRefusal e) {
      return null;
    }
  }
}
