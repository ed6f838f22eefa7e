package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.table.Billing;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.KeySchema;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.TableInfo;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** CreateTable, DescribeTable, ListTables, UpdateTable and DeleteTable. */
final class TableOperations {

  private static final int LIST_MAX = 100;
  private static final String ACTIVE = "ACTIVE";

  private final Catalog catalog;
  private final Tables tables;
  private final Clock clock;

  TableOperations(Catalog catalog, Tables tables, Clock clock) {
    this.catalog = catalog;
    this.tables = tables;
    this.clock = clock;
  }

  void register(Map<String, Operation> operations) {
    operations.put("CreateTable", this::create);
    operations.put("DescribeTable", this::describe);
    operations.put("ListTables", this::list);
    operations.put("UpdateTable", this::update);
    operations.put("DeleteTable", this::delete);
  }

  private void create(Request request, JsonGenerator out) throws IOException {
    String name = Tables.checked(request.requiredText("TableName"));
    refuseUnsupported(request);
    KeySchema keys = TableDefinition.readKeys(request);
    if (!request.has("BillingMode") && !request.has("ProvisionedThroughput")) {
      throw ApiException.invalidParameter("No provisioned throughput specified for the table");
    }
    Billing billing = TableDefinition.readBilling(request, new Billing(true, 0, 0));
    Map<String, String> tags = TagOperations.read(request);
    TableInfo.Settings settings = new TableInfo.Settings(billing, null, tags);
    Table table = catalog.create(name, keys, settings, clock.millis());
    TableDefinition.write(out, "TableDescription", table, ACTIVE);
  }

  private static void refuseUnsupported(Request request) {
    for (String parameter :
        List.of("GlobalSecondaryIndexes", "LocalSecondaryIndexes", "GlobalSecondaryIndexUpdates")) {
      if (!request.array(parameter).isEmpty()) {
        throw ApiException.validation(parameter + " are not supported by this store");
      }
    }
    Request stream = request.object("StreamSpecification");
    if (stream != null && stream.flag("StreamEnabled", false)) {
      throw ApiException.validation("Streams are not supported by this store");
    }
  }

  private void describe(Request request, JsonGenerator out) throws IOException {
    TableDefinition.write(out, "Table", tables.described(request), ACTIVE);
  }

  private void list(Request request, JsonGenerator out) throws IOException {
    Integer limit = request.limit("Limit");
    if (limit != null && limit > LIST_MAX) {
      throw ApiException.constraint(
          "limit", "'" + limit + "'", "Member must have value less than or equal to 100");
    }
    int max = limit == null ? LIST_MAX : limit;
    String start = request.text("ExclusiveStartTableName");
    List<String> names =
        catalog.tables().stream()
            .map(table -> table.info().name())
            .filter(name -> start == null || name.compareTo(start) > 0)
            .limit(max + 1L)
            .toList();
    boolean more = names.size() > max;
    out.writeArrayFieldStart("TableNames");
    for (String name : more ? names.subList(0, max) : names) {
      out.writeString(name);
    }
    out.writeEndArray();
    if (more) {
      out.writeStringField("LastEvaluatedTableName", names.get(max - 1));
    }
  }

  private void update(Request request, JsonGenerator out) throws IOException {
    Table table = tables.described(request);
    refuseUnsupported(request);
    Billing billing =
        TableDefinition.readBilling(request, table.info().settings().billing());
    catalog.update(
        table,
        old -> new TableInfo.Settings(billing, old.ttlAttribute(), new HashMap<>(old.tags())));
    TableDefinition.write(out, "TableDescription", table, ACTIVE);
  }

  private void delete(Request request, JsonGenerator out) throws IOException {
    Table table = tables.described(request);
    catalog.delete(table);
    TableDefinition.write(out, "TableDescription", table, "DELETING");
  }
}
