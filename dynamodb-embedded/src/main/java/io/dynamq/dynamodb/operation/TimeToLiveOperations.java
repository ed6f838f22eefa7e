package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.TableInfo;
import java.io.IOException;
import java.util.Map;

/** UpdateTimeToLive and DescribeTimeToLive. */
final class TimeToLiveOperations {

  private final Catalog catalog;
  private final Tables tables;

  TimeToLiveOperations(Catalog catalog, Tables tables) {
    this.catalog = catalog;
    this.tables = tables;
  }

  void register(Map<String, Operation> operations) {
    operations.put("UpdateTimeToLive", this::update);
    operations.put("DescribeTimeToLive", this::describe);
  }

  private void update(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    Request specification = request.requiredObject("TimeToLiveSpecification");
    String attribute = specification.requiredText("AttributeName");
    boolean enabled = specification.flag("Enabled", false);
    catalog.update(
        table,
        old -> {
          if (enabled && old.ttlAttribute() != null) {
            throw ApiException.validation("TimeToLive is already enabled");
          }
          if (!enabled && old.ttlAttribute() == null) {
            throw ApiException.validation("TimeToLive is already disabled");
          }
          return new TableInfo.Settings(old.billing(), enabled ? attribute : null, old.tags());
        });
    out.writeObjectFieldStart("TimeToLiveSpecification");
    out.writeBooleanField("Enabled", enabled);
    out.writeStringField("AttributeName", attribute);
    out.writeEndObject();
  }

  private void describe(Request request, JsonGenerator out) throws IOException {
    String attribute = tables.named(request).info().settings().ttlAttribute();
    out.writeObjectFieldStart("TimeToLiveDescription");
    out.writeStringField("TimeToLiveStatus", attribute == null ? "DISABLED" : "ENABLED");
    if (attribute != null) {
      out.writeStringField("AttributeName", attribute);
    }
    out.writeEndObject();
  }
}
