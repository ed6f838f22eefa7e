package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.Projection;
import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.dynamodb.table.ItemStore;
import io.dynamq.dynamodb.table.Mutation;
import io.dynamq.dynamodb.table.PrimaryKey;
import io.dynamq.dynamodb.table.StoredItem;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.Written;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueReader;
import io.dynamq.dynamodb.value.ValueWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** BatchGetItem and BatchWriteItem. */
final class BatchOperations {

  private static final int GET_KEYS_MAX = 100;
  private static final int GET_BYTES_MAX = 16 << 20;
  private static final int WRITES_MAX = 25;

  private final Tables tables;
  private final ItemStore store;
  private final Faults faults;

  BatchOperations(Tables tables, ItemStore store, Faults faults) {
    this.tables = tables;
    this.store = store;
    this.faults = faults;
  }

  void register(Map<String, Operation> operations) {
    operations.put("BatchGetItem", this::get);
    operations.put("BatchWriteItem", this::write);
  }

  /** What a batch asks of one table. */
  private record Lookup(Table table, String name, Request request, List<JsonNode> keys) {}

  private void get(Request request, JsonGenerator out) throws IOException {
    List<Lookup> lookups = lookups(request);
    Capacity capacity = new Capacity(request);
    ObjectNode unprocessed = JsonNodeFactory.instance.objectNode();
    int budget = GET_BYTES_MAX;
    out.writeObjectFieldStart("Responses");
    for (Lookup lookup : lookups) {
      budget = get(lookup, budget, unprocessed, out, capacity);
    }
    out.writeEndObject();
    out.writeFieldName("UnprocessedKeys");
    out.writeTree(unprocessed);
    capacity.writeList(out);
  }

  private List<Lookup> lookups(Request request) {
    List<Lookup> lookups = new ArrayList<>();
    Set<PrimaryKey> seen = new HashSet<>();
    int count = 0;
    for (Map.Entry<String, JsonNode> entry : tableEntries(request).entrySet()) {
      Table table = tables.named(entry.getKey());
      Request perTable = new Request(entry.getValue());
      List<JsonNode> keys = perTable.array("Keys");
      count += keys.size();
      if (keys.isEmpty()) {
        throw ApiException.constraint(
            "requestItems." + entry.getKey() + ".member.keys",
            "'[]'",
            "Member must have length greater than or equal to 1");
      }
      if (count > GET_KEYS_MAX) {
        throw ApiException.validation("Too many items requested for the BatchGetItem call");
      }
      for (JsonNode key : keys) {
        requireNew(seen, PrimaryKey.exact(table, ValueReader.readItem(key)));
      }
      lookups.add(new Lookup(table, entry.getKey(), perTable, keys));
    }
    return lookups;
  }

  private int get(
      Lookup lookup, int budget, ObjectNode unprocessed, JsonGenerator out, Capacity capacity)
      throws IOException {
    Expressions expressions = new Expressions(lookup.request());
    Projection projection = expressions.projection();
    expressions.done();
    boolean consistent = lookup.request().flag("ConsistentRead", false);
    int left = budget;
    ArrayNode undone = JsonNodeFactory.instance.arrayNode();
    out.writeArrayFieldStart(lookup.name());
    for (JsonNode key : lookup.keys()) {
      if (left <= 0 || faults.leavesUnprocessed("BatchGetItem", lookup.name())) {
        undone.add(key);
        continue;
      }
      Table table = lookup.table();
      StoredItem found = store.get(PrimaryKey.exact(table, ValueReader.readItem(key)));
      int size = found == null ? 0 : found.sizeBytes();
      if (size > left) {
        undone.add(key);
        left = 0;
        continue;
      }
      left -= size;
      capacity.add(table.info().name(), Capacity.read(size, consistent));
      if (found != null) {
        Item item = found.item();
        ValueWriter.writeItem(out, projection == null ? item : projection.apply(item));
      }
    }
    out.writeEndArray();
    if (!undone.isEmpty()) {
      ObjectNode again = lookup.request().json().deepCopy();
      unprocessed.set(lookup.name(), again.set("Keys", undone));
    }
    return left;
  }

  private void write(Request request, JsonGenerator out) throws IOException {
    ObjectNode unprocessed = JsonNodeFactory.instance.objectNode();
    List<Mutation> mutations = new ArrayList<>();
    Set<PrimaryKey> seen = new HashSet<>();
    for (Map.Entry<String, JsonNode> entry : tableEntries(request).entrySet()) {
      Table table = tables.named(entry.getKey());
      for (Request write : request.requiredObject("RequestItems").objects(entry.getKey())) {
        Mutation mutation = mutation(table, write);
        requireNew(seen, mutation.key());
        if (seen.size() > WRITES_MAX) {
          throw ApiException.validation("Too many items requested for the BatchWriteItem call");
        }
        if (faults.leavesUnprocessed("BatchWriteItem", entry.getKey())) {
          unprocessed.withArray(entry.getKey()).add(write.json());
        } else {
          mutations.add(mutation);
        }
      }
    }
    Capacity capacity = new Capacity(request);
    List<Written> results = store.writeAll(mutations, () -> {});
    for (int i = 0; i < results.size(); i++) {
      String name = mutations.get(i).table().info().name();
      capacity.add(name, Capacity.write(results.get(i).sizeBytes()));
    }
    out.writeFieldName("UnprocessedItems");
    out.writeTree(unprocessed);
    capacity.writeList(out);
  }

  private static Mutation mutation(Table table, Request write) {
    Request put = write.object("PutRequest");
    Request delete = write.object("DeleteRequest");
    if ((put == null) == (delete == null)) {
      throw ApiException.validation(
          "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the"
              + " supported datatypes");
    }
    return put == null ? Mutations.delete(table, delete) : Mutations.put(table, put);
  }

  private static Map<String, JsonNode> tableEntries(Request request) {
    request.requiredObject("RequestItems");
    Map<String, JsonNode> entries = request.fields("RequestItems");
    if (entries.isEmpty()) {
      throw ApiException.constraint(
          "requestItems", "'{}'", "Member must have length greater than or equal to 1");
    }
    return entries;
  }

  private static void requireNew(Set<PrimaryKey> seen, PrimaryKey key) {
    if (!seen.add(key)) {
      throw ApiException.validation("Provided list of item keys contains duplicates");
    }
  }
}
