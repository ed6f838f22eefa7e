package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.table.Billing;
import io.dynamq.dynamodb.table.KeyAttribute;
import io.dynamq.dynamodb.table.KeySchema;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.TableInfo;
import io.dynamq.dynamodb.value.AttributeType;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads a table's definition from a request, and writes a table's description. */
final class TableDefinition {

  private static final String MODE = "BillingMode";
  private static final String THROUGHPUT = "ProvisionedThroughput";

  private TableDefinition() {}

  /** The key schema, checked against the attribute definitions. */
  static KeySchema readKeys(Request request) {
    Map<String, AttributeType> types = new HashMap<>();
    for (Request definition : request.objects("AttributeDefinitions")) {
      String type = definition.choice("AttributeType", null, List.of("B", "N", "S"));
      types.put(definition.requiredText("AttributeName"), AttributeType.valueOf(type));
    }
    List<Request> elements = request.objects("KeySchema");
    if (elements.isEmpty() || elements.size() > 2) {
      throw ApiException.constraint(
          "keySchema", "of length " + elements.size(), "Member must have length between 1 and 2");
    }
    KeyAttribute partition = readKey(elements.get(0), "HASH", types);
    KeyAttribute sort = elements.size() == 2 ? readKey(elements.get(1), "RANGE", types) : null;
    if (sort != null && sort.name().equals(partition.name())) {
      throw ApiException.validation(
          "Both the Hash Key and the Range Key element in the KeySchema have the same name");
    }
    if (types.size() != elements.size()) {
      throw ApiException.invalidParameter(
          "Number of attributes in KeySchema does not exactly match number of attributes defined in"
              + " AttributeDefinitions");
    }
    return new KeySchema(partition, sort);
  }

  private static KeyAttribute readKey(
      Request element, String role, Map<String, AttributeType> types) {
    String name = element.requiredText("AttributeName");
    if (!role.equals(element.requiredText("KeyType"))) {
      throw ApiException.validation(
          role.equals("HASH")
              ? "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"
              : "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
    }
    if (!types.containsKey(name)) {
      throw ApiException.invalidParameter(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: [%s],"
              .formatted(name)
              + " AttributeDefinitions: "
              + types.keySet());
    }
    return new KeyAttribute(name, types.get(name));
  }

  /** How the table is paid for; the default is what holds when the request says nothing. */
  static Billing readBilling(Request request, Billing otherwise) {
    Request throughput = request.object(THROUGHPUT);
    String mode =
        request.choice(
            MODE,
            throughput == null && otherwise.onDemand() && !request.has(MODE)
                ? "PAY_PER_REQUEST"
                : "PROVISIONED",
            List.of("PROVISIONED", "PAY_PER_REQUEST"));
    if (mode.equals("PAY_PER_REQUEST")) {
      if (throughput != null) {
        throw ApiException.invalidParameter(
            "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is"
                + " PAY_PER_REQUEST");
      }
      return new Billing(true, 0, 0);
    }
    if (throughput == null) {
      if (otherwise.onDemand()) {
        throw ApiException.invalidParameter(
            "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is"
                + " PROVISIONED");
      }
      return otherwise;
    }
    return new Billing(
        false,
        units(throughput, "ReadCapacityUnits"),
        units(throughput, "WriteCapacityUnits"));
  }

  private static long units(Request throughput, String name) {
    Integer units = throughput.limit(name);
    if (units == null) {
      throw ApiException.constraint(
          "provisionedThroughput." + name, "null", "Member must not be null");
    }
    return units;
  }

  /** Writes a description as a field. */
  static void write(JsonGenerator out, String field, Table table, String status)
      throws IOException {
    TableInfo info = table.info();
    out.writeObjectFieldStart(field);
    out.writeArrayFieldStart("AttributeDefinitions");
    for (KeyAttribute key : info.keys().attributes()) {
      out.writeStartObject();
      out.writeStringField("AttributeName", key.name());
      out.writeStringField("AttributeType", key.type().name());
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeStringField("TableName", info.name());
    out.writeArrayFieldStart("KeySchema");
    for (KeyAttribute key : info.keys().attributes()) {
      out.writeStartObject();
      out.writeStringField("AttributeName", key.name());
      out.writeStringField("KeyType", key == info.keys().partition() ? "HASH" : "RANGE");
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeStringField("TableStatus", status);
    out.writeNumberField("CreationDateTime", info.createdMillis() / 1000.0);
    writeBilling(out, info);
    out.writeNumberField("TableSizeBytes", table.sizeBytes());
    out.writeNumberField("ItemCount", table.itemCount());
    out.writeStringField("TableArn", info.arn());
    out.writeStringField("TableId", info.uuid());
    out.writeBooleanField("DeletionProtectionEnabled", false);
    out.writeEndObject();
  }

  private static void writeBilling(JsonGenerator out, TableInfo info) throws IOException {
    Billing billing = info.settings().billing();
    out.writeObjectFieldStart(THROUGHPUT);
    out.writeNumberField("NumberOfDecreasesToday", 0);
    out.writeNumberField("ReadCapacityUnits", billing.readUnits());
    out.writeNumberField("WriteCapacityUnits", billing.writeUnits());
    out.writeEndObject();
    if (billing.onDemand()) {
      out.writeObjectFieldStart("BillingModeSummary");
      out.writeStringField(MODE, "PAY_PER_REQUEST");
      out.writeNumberField(
          "LastUpdateToPayPerRequestDateTime", info.createdMillis() / 1000.0);
      out.writeEndObject();
    }
  }
}
