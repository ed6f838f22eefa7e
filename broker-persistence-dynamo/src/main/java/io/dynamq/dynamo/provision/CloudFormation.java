package io.dynamq.dynamo.provision;

import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.TableSpec;
import java.util.ArrayList;
import java.util.List;

/** Tables as a template of AWS CloudFormation, in YAML. */
final class CloudFormation {
  private CloudFormation() {}

  static List<String> of(List<TableSpec> tables, Billing billing) {
    List<String> lines = new ArrayList<>();
    lines.add("AWSTemplateFormatVersion: \"2010-09-09\"");
    lines.add("Description: Tables of DynaMQ");
    lines.add("Resources:");
    for (TableSpec table : tables) {
      lines.add("  " + logicalName(table.name()) + ":");
      lines.add("    Type: AWS::DynamoDB::Table");
      // Deleting the stack must not delete what clients were promised.
      lines.add("    DeletionPolicy: Retain");
      lines.add("    UpdateReplacePolicy: Retain");
      lines.add("    Properties:");
      lines.add("      TableName: " + table.name());
      billing(billing, lines);
      keys(table, lines);
      if (table.expiryName() != null) {
        lines.add("      TimeToLiveSpecification:");
        lines.add("        AttributeName: " + table.expiryName());
        lines.add("        Enabled: true");
      }
      lines.add("      PointInTimeRecoverySpecification:");
      lines.add("        PointInTimeRecoveryEnabled: true");
    }
    return lines;
  }

  private static void billing(Billing billing, List<String> lines) {
    if (billing.isOnDemand()) {
      lines.add("      BillingMode: PAY_PER_REQUEST");
    } else {
      lines.add("      ProvisionedThroughput:");
      lines.add("        ReadCapacityUnits: " + billing.readUnits());
      lines.add("        WriteCapacityUnits: " + billing.writeUnits());
    }
  }

  private static void keys(TableSpec table, List<String> lines) {
    lines.add("      AttributeDefinitions:");
    attribute(table.hashName(), "AttributeType: S", lines);
    if (table.rangeName() != null) {
      attribute(table.rangeName(), "AttributeType: S", lines);
    }
    lines.add("      KeySchema:");
    attribute(table.hashName(), "KeyType: HASH", lines);
    if (table.rangeName() != null) {
      attribute(table.rangeName(), "KeyType: RANGE", lines);
    }
  }

  private static void attribute(String name, String what, List<String> lines) {
    lines.add("        - AttributeName: " + name);
    lines.add("          " + what);
  }

  /** Letters and digits only: {@code MqbSession} for {@code mqb_session}. */
  private static String logicalName(String table) {
    StringBuilder name = new StringBuilder();
    for (String word : table.split("[^A-Za-z0-9]+")) {
      if (!word.isEmpty()) {
        name.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
      }
    }
    return name.toString();
  }
}
