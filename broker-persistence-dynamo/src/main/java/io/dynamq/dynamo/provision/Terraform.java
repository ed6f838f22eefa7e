package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** Tables as resources of Terraform's AWS provider. */
final class Terraform {
  private Terraform() {}

  static List<String> of(List<TableSpec> tables, Billing billing) {
    List<String> lines = new ArrayList<>();
    for (TableSpec table : tables) {
      String name = table.name().replaceAll("[^A-Za-z0-9_]", "_");
      lines.add("resource \"aws_dynamodb_table\" \"" + name + "\" {");
      lines.add("  name           = \"" + table.name() + "\"");
      if (billing.isOnDemand()) {
        lines.add("  billing_mode   = \"PAY_PER_REQUEST\"");
      } else {
        lines.add("  billing_mode   = \"PROVISIONED\"");
        lines.add("  read_capacity  = " + billing.readUnits());
        lines.add("  write_capacity = " + billing.writeUnits());
      }
      lines.add("  hash_key       = \"" + table.hashName() + "\"");
      if (table.rangeName() != null) {
        lines.add("  range_key      = \"" + table.rangeName() + "\"");
      }
      attribute(table.hashName(), lines);
      if (table.rangeName() != null) {
        attribute(table.rangeName(), lines);
      }
      if (table.expiryName() != null) {
        block("ttl", lines, "attribute_name = \"" + table.expiryName() + "\"", "enabled = true");
      }
      block("point_in_time_recovery", lines, "enabled = true");
      block("lifecycle", lines, "prevent_destroy = true");
      lines.add("}");
    }
    return lines;
  }

  private static void attribute(String name, List<String> lines) {
    block("attribute", lines, "name = \"" + name + "\"", "type = \"S\"");
  }

  private static void block(String name, List<String> lines, String... content) {
    lines.add("  " + name + " {");
    for (String line : content) {
      lines.add("    " + line);
    }
    lines.add("  }");
  }
}
