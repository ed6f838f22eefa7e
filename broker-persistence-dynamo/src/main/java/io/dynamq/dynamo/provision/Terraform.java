package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tables as resources of Terraform's AWS provider. */
final class Terraform {
  private Terraform() {}

  static List<String> of(List<TableSpec> tables, Billing billing) {
    List<String> lines = new ArrayList<>();
    for (TableSpec table : tables) {
      String name = table.name().replaceAll("[^A-Za-z0-9_]", "_");
      lines.add("resource \"aws_dynamodb_table\" \"" + name + "\" {");
      settings("  ", of(table, billing), lines);
      attribute(table.hashName(), lines);
      if (table.rangeName() != null) {
        attribute(table.rangeName(), lines);
      }
      if (table.expiryName() != null) {
        Map<String, String> ttl = new LinkedHashMap<>();
        ttl.put("attribute_name", text(table.expiryName()));
        ttl.put("enabled", "true");
        block("ttl", ttl, lines);
      }
      block("point_in_time_recovery", Map.of("enabled", "true"), lines);
      block("lifecycle", Map.of("prevent_destroy", "true"), lines);
      lines.add("}");
    }
    return lines;
  }

  private static Map<String, String> of(TableSpec table, Billing billing) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("name", text(table.name()));
    if (billing.isOnDemand()) {
      settings.put("billing_mode", text("PAY_PER_REQUEST"));
    } else {
      settings.put("billing_mode", text("PROVISIONED"));
      settings.put("read_capacity", String.valueOf(billing.readUnits()));
      settings.put("write_capacity", String.valueOf(billing.writeUnits()));
    }
    settings.put("hash_key", text(table.hashName()));
    if (table.rangeName() != null) {
      settings.put("range_key", text(table.rangeName()));
    }
    return settings;
  }

  private static String text(String value) {
    return "\"" + value + "\"";
  }

  private static void attribute(String name, List<String> lines) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("name", text(name));
    settings.put("type", text("S"));
    block("attribute", settings, lines);
  }

  private static void block(String name, Map<String, String> settings, List<String> lines) {
    lines.add("  " + name + " {");
    settings("    ", settings, lines);
    lines.add("  }");
  }

  /** With the signs below each other, as {@code terraform fmt} has them. */
  private static void settings(
      String indent, Map<String, String> settings, List<String> lines) {
    int width = settings.keySet().stream().mapToInt(String::length).max().orElse(0);
    settings.forEach(
        (key, value) -> lines.add(indent + ("%-" + width + "s").formatted(key) + " = " + value));
  }
}
