package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import io.dynamq.dynamodb.expression.Projection;
import io.dynamq.dynamodb.expression.UpdateExpression;
import io.dynamq.dynamodb.table.ItemStore;
import io.dynamq.dynamodb.table.Mutation;
import io.dynamq.dynamodb.table.PrimaryKey;
import io.dynamq.dynamodb.table.StoredItem;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueWriter;
import java.io.IOException;
import java.util.Map;

/** PutItem, GetItem, UpdateItem and DeleteItem. */
final class ItemOperations {

  private final Tables tables;
  private final ItemStore store;

  ItemOperations(Tables tables, ItemStore store) {
    this.tables = tables;
    this.store = store;
  }

  void register(Map<String, Operation> operations) {
    operations.put("PutItem", this::put);
    operations.put("GetItem", this::get);
    operations.put("UpdateItem", this::update);
    operations.put("DeleteItem", this::delete);
  }

  private void put(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    ReturnValues values = ReturnValues.ofPutOrDelete(request);
    write(request, out, values, new Mutations.Update(Mutations.put(table, request), null));
  }

  private void delete(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    ReturnValues values = ReturnValues.ofPutOrDelete(request);
    write(request, out, values, new Mutations.Update(Mutations.delete(table, request), null));
  }

  private void update(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    ReturnValues values = ReturnValues.ofUpdate(request);
    write(request, out, values, Mutations.update(table, request));
  }

  private void write(
      Request request, JsonGenerator out, ReturnValues values, Mutations.Update update)
      throws IOException {
    Capacity capacity = new Capacity(request);
    Mutation mutation = update.mutation();
    UpdateExpression expression = update.expression();
    var written = store.write(mutation);
    capacity.add(mutation.table().info().name(), Capacity.write(written.sizeBytes()));
    values.write(out, written, expression);
    capacity.writeOne(out);
  }

  private void get(Request request, JsonGenerator out) throws IOException {
    Table table = tables.named(request);
    Expressions expressions = new Expressions(request);
    Projection projection = expressions.projection();
    expressions.done();
    Capacity capacity = new Capacity(request);
    StoredItem found = store.get(PrimaryKey.exact(table, request.requiredItem("Key")));
    boolean consistent = request.flag("ConsistentRead", false);
    capacity.add(
        table.info().name(), Capacity.read(found == null ? 0 : found.sizeBytes(), consistent));
    if (found != null) {
      Item item = projection == null ? found.item() : projection.apply(found.item());
      ValueWriter.writeItem(out, "Item", item);
    }
    capacity.writeOne(out);
  }
}
