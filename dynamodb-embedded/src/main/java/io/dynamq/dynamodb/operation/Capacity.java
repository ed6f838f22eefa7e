package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the capacity that a request consumes and reports it when the request asks for it. */
final class Capacity {

  private static final int WRITE_UNIT_BYTES = 1024;
  private static final int READ_UNIT_BYTES = 4096;

  private final String mode;
  private final Map<String, Double> units = new TreeMap<>();

  Capacity(Request request) {
    mode =
        request.choice("ReturnConsumedCapacity", "NONE", List.of("INDEXES", "TOTAL", "NONE"));
  }

  /** The price of writing an item; the size is the greater of old and new. */
  static double write(int sizeBytes) {
    return units(sizeBytes, WRITE_UNIT_BYTES);
  }

  /** The price of reading; at half price the answer might have been stale. */
  static double read(long sizeBytes, boolean consistent) {
    double whole = units(sizeBytes, READ_UNIT_BYTES);
    return consistent ? whole : whole / 2;
  }

  void add(String table, double amount) {
    units.merge(table, amount, Double::sum);
  }

  /** Writes the field of an operation on one table. */
  void writeOne(JsonGenerator out) throws IOException {
    if (!mode.equals("NONE")) {
      for (Map.Entry<String, Double> entry : units.entrySet()) {
        out.writeFieldName("ConsumedCapacity");
        write(out, entry);
      }
    }
  }

  /** Writes the field of an operation on several tables. */
  void writeList(JsonGenerator out) throws IOException {
    if (!mode.equals("NONE")) {
      out.writeArrayFieldStart("ConsumedCapacity");
      for (Map.Entry<String, Double> entry : units.entrySet()) {
        write(out, entry);
      }
      out.writeEndArray();
    }
  }

  private void write(JsonGenerator out, Map.Entry<String, Double> entry) throws IOException {
    out.writeStartObject();
    out.writeStringField("TableName", entry.getKey());
    out.writeNumberField("CapacityUnits", entry.getValue());
    if (mode.equals("INDEXES")) {
      out.writeObjectFieldStart("Table");
      out.writeNumberField("CapacityUnits", entry.getValue());
      out.writeEndObject();
    }
    out.writeEndObject();
  }

  private static double units(long sizeBytes, int unitBytes) {
    return Math.max(1, (sizeBytes + unitBytes - 1) / unitBytes);
  }
}
