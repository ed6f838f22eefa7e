package io.dynamq.server.proof.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Random;

/** Leaves a share of a batch's items undone, as a busy DynamoDB may. */
final class Batches {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Random random;

  Batches(long seed) {
    random = new Random(seed);
  }

  /**
   * A batch write in two parts.
   *
   * @param forward the request without the items that are left; null if none stays
   * @param left the items in the form of UnprocessedItems
   */
  record Split(byte[] forward, ObjectNode left) {}

  Split split(byte[] body, double share) throws IOException {
    ObjectNode request = (ObjectNode) JSON.readTree(body);
    ObjectNode left = JSON.createObjectNode();
    ObjectNode kept = JSON.createObjectNode();
    request
        .path("RequestItems")
        .properties()
        .forEach(
            table -> {
              for (JsonNode item : table.getValue()) {
                ObjectNode to = random.nextDouble() < share ? left : kept;
                to.withArray("/" + table.getKey()).add(item);
              }
            });
    request.set("RequestItems", kept);
    return new Split(kept.isEmpty() ? null : JSON.writeValueAsBytes(request), left);
  }

  /** The answer to the forwarded part with what was left added. */
  byte[] join(byte[] answer, ObjectNode left) throws IOException {
    ObjectNode response = (ObjectNode) JSON.readTree(answer);
    ObjectNode unprocessed = response.withObject("/UnprocessedItems");
    left.properties()
        .forEach(
            table ->
                unprocessed
                    .withArray("/" + table.getKey())
                    .addAll((ArrayNode) table.getValue()));
    return JSON.writeValueAsBytes(response);
  }

  /** The answer where nothing is forwarded. */
  byte[] nothingDone(ObjectNode left) throws IOException {
    return JSON.writeValueAsBytes(JSON.createObjectNode().set("UnprocessedItems", left));
  }
}
