package io.dynamq.dynamodb.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.dynamodb.fault.Faults;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Switches faults over HTTP, for a store that runs as its own process.
 *
 * <p>{@code POST /_faults} with {@code {"kind":"RESET","operations":["PutItem"],"table":"t",
 * "fraction":0.5,"count":3,"delayMillis":10,"jitterMillis":5}} adds one; {@code DELETE /_faults}
 * removes all. All fields but the kind may be left out.
 */
final class FaultControl {

  static final String PATH = "/_faults";

  private final Faults faults;
  private final ObjectMapper json = new ObjectMapper();

  FaultControl(Faults faults) {
    this.faults = faults;
  }

  FullHttpResponse handle(HttpMethod method, byte[] body) {
    if (method.equals(HttpMethod.DELETE)) {
      faults.clear();
      return Responses.text(HttpResponseStatus.OK, "cleared");
    }
    try {
      faults.add(read(json.readTree(body)));
      return Responses.text(HttpResponseStatus.OK, "added");
    } catch (IOException | IllegalArgumentException e) {
      return Responses.text(HttpResponseStatus.BAD_REQUEST, "not a fault: " + e.getMessage());
    }
  }

  private static Fault read(JsonNode node) {
    Set<String> operations = new HashSet<>();
    node.path("operations").forEach(operation -> operations.add(operation.asText()));
    Fault.Delay delay =
        new Fault.Delay(
            Duration.ofMillis(node.path("delayMillis").asLong(0)),
            Duration.ofMillis(node.path("jitterMillis").asLong(0)));
    return new Fault(
        FaultKind.valueOf(node.path("kind").asText()),
        operations,
        node.hasNonNull("table") ? node.get("table").asText() : null,
        node.path("fraction").asDouble(1),
        node.path("count").asInt(Integer.MAX_VALUE),
        delay);
  }
}
