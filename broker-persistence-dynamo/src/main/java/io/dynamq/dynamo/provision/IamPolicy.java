package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** What the broker does with its tables, as a policy of AWS IAM. */
final class IamPolicy {
  private static final List<String> USE =
      List.of(
          "BatchGetItem", "BatchWriteItem", "DeleteItem", "DescribeTable", "DescribeTimeToLive",
          "GetItem", "PutItem", "Query", "Scan", "UpdateItem");

  private static final List<String> MAKE = List.of("CreateTable", "UpdateTimeToLive");

  private IamPolicy() {}

  /**
   * @param makes whether the broker may make missing tables
   */
  static List<String> of(List<TableSpec> tables, String region, boolean makes) {
    List<String> lines = new ArrayList<>();
    lines.add("{");
    lines.add("  \"Version\": \"2012-10-17\",");
    lines.add("  \"Statement\": [");
    statement("Use", USE, tables, region, lines);
    if (makes) {
      lines.add("    },");
      statement("Make", MAKE, tables, region, lines);
    }
    lines.add("    }");
    lines.add("  ]");
    lines.add("}");
    return lines;
  }

  private static void statement(
      String id, List<String> actions, List<TableSpec> tables, String region, List<String> lines) {
    lines.add("    {");
    lines.add("      \"Sid\": \"" + id + "\",");
    lines.add("      \"Effect\": \"Allow\",");
    lines.add("      \"Action\": [");
    items(actions.stream().map(action -> "dynamodb:" + action).toList(), lines);
    lines.add("      ],");
    lines.add("      \"Resource\": [");
    items(
        tables.stream()
            .map(table -> "arn:aws:dynamodb:" + region + ":*:table/" + table.name())
            .toList(),
        lines);
    lines.add("      ]");
  }

  private static void items(List<String> texts, List<String> lines) {
    for (int i = 0; i < texts.size(); i++) {
      lines.add("        \"" + texts.get(i) + (i < texts.size() - 1 ? "\"," : "\""));
    }
  }
}
