package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Runs docs/read_tables.py; the test is skipped, visibly, where there is no python3. */
final class PageDecoder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PageDecoder() {}

  static List<JsonNode> decode(String table, List<Map<String, AttributeValue>> rows)
      throws Exception {
    Assumptions.assumeTrue(isThere(), "python3 is missing");
    Path in = Files.createTempFile("items", ".json");
    Path out = Files.createTempFile("decoded", ".json");
    JSON.writeValue(in.toFile(), asAwsPrints(rows));
    Process python =
        new ProcessBuilder("python3", SchemaPage.docs().resolve("read_tables.py").toString(), table)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(python.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(python.exitValue()).as("decoding " + table).isZero();
    List<JsonNode> decoded = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      decoded.add(JSON.readTree(line));
    }
    Files.delete(in);
    Files.delete(out);
    return decoded;
  }

  private static boolean isThere() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static ObjectNode asAwsPrints(List<Map<String, AttributeValue>> rows) {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode items = answer.putArray("Items");
    rows.forEach(row -> items.add(item(row)));
    return answer;
  }

  private static ObjectNode item(Map<String, AttributeValue> row) {
    ObjectNode item = JSON.createObjectNode();
    row.forEach((name, value) -> item.set(name, value(value)));
    return item;
  }

  private static ObjectNode value(AttributeValue value) {
    ObjectNode typed = JSON.createObjectNode();
    switch (value.type()) {
      case S -> typed.put("S", value.s());
      case N -> typed.put("N", value.n());
      case B -> typed.put("B", Base64.getEncoder().encodeToString(value.b().asByteArray()));
      case SS -> value.ss().forEach(typed.putArray("SS")::add);
      case M -> typed.set("M", item(value.m()));
      case L -> {
        ArrayNode list = typed.putArray("L");
        value.l().forEach(each -> list.add(value(each)));
      }
      default -> throw new AssertionError("no table has a " + value.type());
    }
    return typed;
  }
}
