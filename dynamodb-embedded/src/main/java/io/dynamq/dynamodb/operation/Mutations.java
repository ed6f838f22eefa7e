package io.dynamq.dynamodb.operation;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.expression.ExpressionKind;
import io.dynamq.dynamodb.expression.UpdateExpression;
import io.dynamq.dynamodb.table.Change;
import io.dynamq.dynamodb.table.Mutation;
import io.dynamq.dynamodb.table.PrimaryKey;
import io.dynamq.dynamodb.table.StoredItem;
import io.dynamq.dynamodb.table.Table;
import io.dynamq.dynamodb.value.Item;
import io.dynamq.dynamodb.value.Nesting;

/** Turns the parameters of a write into a change of an item. Batches and transactions use it too. */
final class Mutations {

  private static final int ITEM_BYTES_MAX = 400 * 1024;

  private Mutations() {}

  /** An update together with its parsed expression, which may be null. */
  record Update(Mutation mutation, UpdateExpression expression) {}

  static Mutation put(Table table, Request request) {
    Item item = request.requiredItem("Item");
    PrimaryKey key = PrimaryKey.ofItem(table, item);
    if (item.sizeBytes() > ITEM_BYTES_MAX) {
      throw ApiException.validation("Item size has exceeded the maximum allowed size");
    }
    return guarded(table, key, guard(request), old -> item);
  }

  static Mutation delete(Table table, Request request) {
    PrimaryKey key = PrimaryKey.exact(table, request.requiredItem("Key"));
    return guarded(table, key, guard(request), old -> null);
  }

  /** A check that changes nothing. */
  static Mutation check(Table table, Request request) {
    request.requiredText(ExpressionKind.CONDITION.parameter());
    PrimaryKey key = PrimaryKey.exact(table, request.requiredItem("Key"));
    return guarded(table, key, guard(request), old -> old == null ? null : old.item());
  }

  static Update update(Table table, Request request) {
    Expressions expressions = new Expressions(request);
    UpdateExpression update = expressions.update();
    Guard guard = new Guard(request, expressions.condition(ExpressionKind.CONDITION));
    expressions.done();
    PrimaryKey key = PrimaryKey.exact(table, request.requiredItem("Key"));
    if (update != null) {
      for (String name : update.topLevelNames()) {
        if (table.keys().contains(name)) {
          throw ApiException.invalidParameter(
              "Cannot update attribute " + name + ". This attribute is part of the key");
        }
      }
    }
    return new Update(guarded(table, key, guard, old -> updated(old, key, update)), update);
  }

  private static Mutation guarded(Table table, PrimaryKey key, Guard guard, Change change) {
    return new Mutation(
        table,
        key,
        old -> {
          guard.check(old);
          return change.apply(old);
        });
  }

  private static Item updated(StoredItem old, PrimaryKey key, UpdateExpression update) {
    Item before = old == null ? key.attributes() : old.item();
    if (update == null) {
      return before;
    }
    Item after = update.apply(before);
    Nesting.check(after);
    if (after.sizeBytes() > ITEM_BYTES_MAX) {
      throw ApiException.validation("Item size to update has exceeded the maximum allowed size");
    }
    return after;
  }

  private static Guard guard(Request request) {
    Expressions expressions = new Expressions(request);
    Guard guard = new Guard(request, expressions.condition(ExpressionKind.CONDITION));
    expressions.done();
    return guard;
  }
}
