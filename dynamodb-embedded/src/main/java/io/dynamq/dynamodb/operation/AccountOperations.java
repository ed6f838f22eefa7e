package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.Map;

/** Questions about the account and the service, which have the same answer for everybody. */
final class AccountOperations {

  private static final long ACCOUNT_UNITS_MAX = 80_000;
  private static final long TABLE_UNITS_MAX = 40_000;
  private static final long ENDPOINT_CACHE_MINUTES = 1440;

  private final Tables tables;

  AccountOperations(Tables tables) {
    this.tables = tables;
  }

  void register(Map<String, Operation> operations) {
    operations.put("DescribeLimits", this::limits);
    operations.put("DescribeEndpoints", this::endpoints);
    operations.put("DescribeContinuousBackups", this::backups);
  }

  private void limits(Request request, JsonGenerator out) throws IOException {
    out.writeNumberField("AccountMaxReadCapacityUnits", ACCOUNT_UNITS_MAX);
    out.writeNumberField("AccountMaxWriteCapacityUnits", ACCOUNT_UNITS_MAX);
    out.writeNumberField("TableMaxReadCapacityUnits", TABLE_UNITS_MAX);
    out.writeNumberField("TableMaxWriteCapacityUnits", TABLE_UNITS_MAX);
  }

  private void endpoints(Request request, JsonGenerator out) throws IOException {
    out.writeArrayFieldStart("Endpoints");
    out.writeStartObject();
    out.writeStringField("Address", "dynamodb.local");
    out.writeNumberField("CachePeriodInMinutes", ENDPOINT_CACHE_MINUTES);
    out.writeEndObject();
    out.writeEndArray();
  }

  private void backups(Request request, JsonGenerator out) throws IOException {
    tables.described(request);
    out.writeObjectFieldStart("ContinuousBackupsDescription");
    out.writeStringField("ContinuousBackupsStatus", "DISABLED");
    out.writeObjectFieldStart("PointInTimeRecoveryDescription");
    out.writeStringField("PointInTimeRecoveryStatus", "DISABLED");
    out.writeEndObject();
    out.writeEndObject();
  }
}
