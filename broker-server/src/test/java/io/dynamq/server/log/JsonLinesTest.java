package io.dynamq.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.message.LogField;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of JSON. */
class JsonLinesTest {
  private final JsonLines encoder = new JsonLines();

  private String line(Level level, String words, Throwable thrown, Object... values) {
    LoggingEvent event =
        new LoggingEvent(
            "x", new LoggerContext().getLogger("io.dynamq.Any"), level, words, thrown, values);
    event.setInstant(Instant.ofEpochSecond(1_576_477_474, 5_000_000));
    event.setThreadName("t");
    return new String(encoder.encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void aLineHasItsFields() {
    assertThat(
            line(
                Level.WARN,
                "client {} from {} may not {}",
                null,
                LogField.client("c\n1"),
                LogField.peer("127.0.0.1:9"),
                LogField.topic("a/b")))
        .isEqualTo(
            "{\"time\":\"2019-12-16T06:24:34.005Z\",\"level\":\"warning\","
                + "\"logger\":\"io.dynamq.Any\",\"thread\":\"t\","
                + "\"msg\":\"client c\\\\u000a1 from 127.0.0.1:9 may not a/b\","
                + "\"clientid\":\"c\\\\u000a1\",\"peername\":\"127.0.0.1:9\",\"topic\":\"a/b\"}\n");
  }

  @Test
  void aFaultBringsItsStackInOneLine() throws IOException {
    String line = line(Level.ERROR, "bug", new IllegalStateException("why\"\u001b"));
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(json.get("stack").asText()).contains("IllegalStateException: why\"", "\tat ");
    assertThat(line).doesNotContain("\u001b");
  }

  @Test
  void whatIsPrintedBecomesLines() {
    List<String> said = new ArrayList<>();
    PrintStream out = LineLog.to(said::add);
    out.printf("  one %d%n%n", 1);
    out.println("two ü");
    assertThat(said).containsExactly("one 1", "two ü");
  }
}
