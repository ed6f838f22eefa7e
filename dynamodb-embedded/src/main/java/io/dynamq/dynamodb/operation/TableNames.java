package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Set;

/** Collects the names of the tables that a request is about, without judging the request. */
final class TableNames {

  private TableNames() {}

  static Set<String> of(Request request) {
    Set<String> names = new HashSet<>();
    JsonNode node = request.json();
    if (node.path("TableName").isTextual()) {
      names.add(node.get("TableName").textValue());
    }
    node.path("RequestItems").fieldNames().forEachRemaining(names::add);
    for (JsonNode action : node.path("TransactItems")) {
      for (JsonNode parameters : action) {
        if (parameters.path("TableName").isTextual()) {
          names.add(parameters.get("TableName").textValue());
        }
      }
    }
    return names;
  }
}
