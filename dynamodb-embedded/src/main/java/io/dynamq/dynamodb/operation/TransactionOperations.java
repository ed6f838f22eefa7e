package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.expression.Projection;
import io.dynamq.dynamodb.table.ItemStore;
import io.dynamq.dynamodb.table.Mutation;
import io.dynamq.dynamodb.table.PrimaryKey;
import io.dynamq.dynamodb.table.StoredItem;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.table.Written;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.ValueWriter;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** TransactWriteItems and TransactGetItems. */
final class TransactionOperations {

  private static final int ACTIONS_MAX = 100;
  // Preparing and committing each cost as much as the plain request.
  private static final int PRICE_FACTOR = 2;

  private final Tables tables;
  private final ItemStore store;
  private final RequestTokens tokens;

  TransactionOperations(Tables tables, ItemStore store, Clock clock) {
    this.tables = tables;
    this.store = store;
    this.tokens = new RequestTokens(clock);
  }

  void register(Map<String, Operation> operations) {
    operations.put("TransactWriteItems", this::write);
    operations.put("TransactGetItems", this::get);
  }

  private void write(Request request, JsonGenerator out) throws IOException {
    List<Mutation> mutations = new ArrayList<>();
    List<ApiException> failures = new ArrayList<>();
    Set<PrimaryKey> seen = new HashSet<>();
    for (Request action : actions(request)) {
      Mutation mutation = mutation(action);
      if (!seen.add(mutation.key())) {
        throw ApiException.validation(
            "Transaction request cannot include multiple operations on one item");
      }
      mutations.add(recording(mutation, failures));
    }
    Capacity capacity = new Capacity(request);
    String token = request.text("ClientRequestToken");
    JsonNode content = request.json().get("TransactItems");
    if (token == null || !tokens.isRepeated(token, content)) {
      List<Written> results =
          store.writeAll(mutations, () -> cancelIfAnyFailed(failures));
      for (int i = 0; i < results.size(); i++) {
        String name = mutations.get(i).table().info().name();
        capacity.add(name, PRICE_FACTOR * Capacity.write(results.get(i).sizeBytes()));
      }
      if (token != null) {
        tokens.remember(token, content);
      }
    }
    capacity.writeList(out);
  }

  private static List<Request> actions(Request request) {
    List<Request> actions = request.objects("TransactItems");
    if (actions.isEmpty() || actions.size() > ACTIONS_MAX) {
      throw ApiException.constraint(
          "transactItems",
          "of length " + actions.size(),
          "Member must have length between 1 and 100");
    }
    return actions;
  }

  private Mutation mutation(Request action) {
    if (action.json().size() == 1) {
      String kind = action.json().fieldNames().next();
      Request parameters = action.requiredObject(kind);
      switch (kind) {
        case "Put":
          return Mutations.put(tables.named(parameters), parameters);
        case "Delete":
          return Mutations.delete(tables.named(parameters), parameters);
        case "Update":
          parameters.requiredText("UpdateExpression");
          return Mutations.update(tables.named(parameters), parameters).mutation();
        case "ConditionCheck":
          return Mutations.check(tables.named(parameters), parameters);
        default:
      }
    }
    throw ApiException.validation(
        "TransactItems can only contain one of Check, Put, Update or Delete");
  }

  /** Lets all actions decide even after one has failed, because the answer tells of each. */
  private static Mutation recording(Mutation mutation, List<ApiException> failures) {
    return new Mutation(
        mutation.table(),
        mutation.key(),
        old -> {
          try {
            Item after = mutation.change().apply(old);
            failures.add(null);
            return after;
          } catch (ApiException e) {
            failures.add(e);
            return null;
          }
        });
  }

  private static void cancelIfAnyFailed(List<ApiException> failures) {
    if (failures.stream().allMatch(failure -> failure == null)) {
      return;
    }
    List<String> codes = failures.stream().map(TransactionOperations::code).toList();
    throw new ApiException(
        ErrorType.TRANSACTION_CANCELED,
        "Transaction cancelled, please refer cancellation reasons for specific reasons " + codes,
        out -> {
          out.writeArrayFieldStart("CancellationReasons");
          for (ApiException failure : failures) {
            out.writeStartObject();
            out.writeStringField("Code", code(failure));
            if (failure != null) {
              out.writeStringField("Message", failure.getMessage());
              failure.details().write(out);
            }
            out.writeEndObject();
          }
          out.writeEndArray();
        });
  }

  private static String code(ApiException failure) {
    if (failure == null) {
      return "None";
    }
    return failure.type() == ErrorType.CONDITION_FAILED
        ? "ConditionalCheckFailed"
        : "ValidationError";
  }

  private void get(Request request, JsonGenerator out) throws IOException {
    List<PrimaryKey> keys = new ArrayList<>();
    List<Projection> projections = new ArrayList<>();
    List<Table> sources = new ArrayList<>();
    for (Request action : actions(request)) {
      Request parameters = action.requiredObject("Get");
      Table table = tables.named(parameters);
      Expressions expressions = new Expressions(parameters);
      projections.add(expressions.projection());
      expressions.done();
      keys.add(PrimaryKey.exact(table, parameters.requiredItem("Key")));
      sources.add(table);
    }
    Capacity capacity = new Capacity(request);
    List<StoredItem> found = store.getAll(keys);
    out.writeArrayFieldStart("Responses");
    for (int i = 0; i < found.size(); i++) {
      StoredItem stored = found.get(i);
      int size = stored == null ? 0 : stored.sizeBytes();
      capacity.add(sources.get(i).info().name(), PRICE_FACTOR * Capacity.read(size, true));
      out.writeStartObject();
      if (stored != null) {
        Projection projection = projections.get(i);
        Item item = projection == null ? stored.item() : projection.apply(stored.item());
        ValueWriter.writeItem(out, "Item", item);
      }
      out.writeEndObject();
    }
    out.writeEndArray();
    capacity.writeList(out);
  }
}
