package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.KeyCondition;
import io.dynamq.dynamodb.expression.SortCondition;
import io.dynamq.dynamodb.storage.KeyEncoder;
import io.dynamq.dynamodb.storage.KeyRange;
import io.dynamq.dynamodb.table.ItemStore;
import io.dynamq.dynamodb.table.KeyAttribute;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.value.AttributeType;
import io.dynamq.dynamodb.value.AttributeValue;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueWriter;
import java.io.IOException;
import java.util.Map;

/** Query and Scan. */
final class ReadOperations {

  private static final long HASHES = 1L << 32;
  private static final long SEGMENTS_MAX = 1_000_000;

  private final Tables tables;
  private final ItemStore store;

  ReadOperations(Tables tables, ItemStore store) {
    this.tables = tables;
    this.store = store;
  }

  void register(Map<String, Operation> operations) {
    operations.put("Query", this::query);
    operations.put("Scan", this::scan);
  }

  private void query(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    Expressions expressions = new Expressions(request);
    KeyCondition condition = expressions.keyCondition(table.keys());
    if (condition == null) {
      if (!request.has("KeyConditions")) {
        throw ApiException.validation(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the"
                + " request.");
      }
      condition = KeyConditions.read(request, table.keys());
    }
    Pager pager = new Pager(table, request, expressions);
    expressions.done();
    if (pager.filter() != null) {
      for (String name : pager.filter().topLevelNames()) {
        if (table.keys().contains(name)) {
          throw ApiException.validation(
              "Filter Expression can only contain non-primary key attributes: Primary key"
                  + " attribute: "
                  + name);
        }
      }
    }
    boolean forward = request.flag("ScanIndexForward", true);
    answer(request, out, table, pager.read(store, range(table, condition), forward));
  }

  private void scan(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    Expressions expressions = new Expressions(request);
    Pager pager = new Pager(table, request, expressions);
    expressions.done();
    answer(request, out, table, pager.read(store, segment(table, request), true));
  }

  private void answer(Request request, JsonGenerator out, Table table, Page page)
      throws IOException {
    Capacity capacity = new Capacity(request);
    boolean consistent = request.flag("ConsistentRead", false);
    capacity.add(table.info().name(), Capacity.read(page.bytes(), consistent));
    if (page.items() != null) {
      out.writeArrayFieldStart("Items");
      for (Item item : page.items()) {
        ValueWriter.writeItem(out, item);
      }
      out.writeEndArray();
    }
    out.writeNumberField("Count", page.count());
    out.writeNumberField("ScannedCount", page.scanned());
    if (page.lastKey() != null) {
      ValueWriter.writeItem(out, "LastEvaluatedKey", page.lastKey());
    }
    capacity.writeOne(out);
  }

  private static KeyRange segment(Table table, Request request) {
    int id = table.info().id();
    Long total = request.integer("TotalSegments");
    Long segment = request.integer("Segment");
    if (total == null && segment == null) {
      return KeyRange.ofPrefix(KeyEncoder.table(id));
    }
    if (total == null || segment == null) {
      throw ApiException.validation(
          total == null
              ? "The TotalSegments parameter is required but was not present in the request when"
                  + " Segment parameter is present"
              : "The Segment parameter is required but was not present in the request when"
                  + " parameter TotalSegments is present");
    }
    if (total < 1 || total > SEGMENTS_MAX || segment < 0 || segment >= total) {
      throw ApiException.validation(
          "The Segment parameter is zero-based and must be less than parameter TotalSegments:"
              + " Segment: %d is not less than TotalSegments: %d".formatted(segment, total));
    }
    byte[] upper =
        segment == total - 1
            ? KeyEncoder.afterPrefix(KeyEncoder.table(id))
            : KeyEncoder.hashBoundary(id, (int) ((segment + 1) * HASHES / total));
    return new KeyRange(KeyEncoder.hashBoundary(id, (int) (segment * HASHES / total)), upper);
  }

  private static KeyRange range(Table table, KeyCondition condition) {
    requireType(table.keys().partition(), condition.partition());
    byte[] partition = KeyEncoder.partition(table.info().id(), condition.partition());
    KeyRange whole = KeyRange.ofPrefix(partition);
    SortCondition sort = condition.sort();
    if (sort == null) {
      return whole;
    }
    requireType(table.keys().sort(), sort.low());
    byte[] low = KeyEncoder.join(partition, KeyEncoder.scalar(sort.low()));
    return switch (sort.operator()) {
      case EQ -> KeyRange.ofPrefix(low);
      case LT -> new KeyRange(whole.lower(), low);
      case LE -> new KeyRange(whole.lower(), KeyEncoder.afterPrefix(low));
      case GT -> new KeyRange(KeyEncoder.afterPrefix(low), whole.upper());
      case GE -> new KeyRange(low, whole.upper());
      case BETWEEN -> {
        requireType(table.keys().sort(), sort.high());
        byte[] high = KeyEncoder.join(partition, KeyEncoder.scalar(sort.high()));
        yield new KeyRange(low, KeyEncoder.afterPrefix(high));
      }
      case BEGINS_WITH -> {
        if (sort.low().type() == AttributeType.N) {
          throw ApiException.validation(
              "Invalid KeyConditionExpression: Incorrect operand type for operator or function;"
                  + " operator or function: begins_with, operand type: N");
        }
        byte[] prefix = KeyEncoder.scalarPrefix(sort.low());
        yield KeyRange.ofPrefix(KeyEncoder.join(partition, prefix));
      }
    };
  }

  private static void requireType(KeyAttribute key, AttributeValue value) {
    if (value.type() != key.type()) {
      throw ApiException.invalidParameter(
          "Condition parameter type does not match schema type");
    }
  }
}
