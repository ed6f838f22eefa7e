package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.Failure;
import io.dynamq.dynamo.writebehind.Write.Expression;
import io.dynamq.dynamo.writebehind.Write.SetChange;
import io.dynamq.dynamo.writebehind.Write.Update;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Turns what a round carries into SDK requests. Called on the flusher thread only. */
final class Sender {
  private final DynamoPool pool;
  private final Meters meters;
  private final FlushMeters cost;

  Sender(DynamoPool pool, Meters meters, FlushMeters cost) {
    this.cost = cost;
    this.pool = pool;
    this.meters = meters;
  }

  Hands hands() {
    return pool.hands();
  }

  int slots() {
    return pool.writeSlots();
  }

  /**
   * Sends one request.
   *
   * @param batch of one table; more than one only if all are batchable
   * @return what the store left unprocessed; fails with whatever the SDK throws
   */
  CompletableFuture<List<Taken>> send(List<Taken> batch) {
    meters.count(Metric.STORE_REQUESTS);
    long begun = cost.begin();
    return sent(batch).whenComplete((left, error) -> cost.answered(begun, left, error));
  }

  private CompletableFuture<List<Taken>> sent(List<Taken> batch) {
    try {
      Write first = batch.get(0).write();
      if (first instanceof Update update) {
        return conditional(batch.get(0).key(), update.request().get());
      }
      if (first instanceof SetChange change) {
        return change(batch.get(0).key(), change);
      }
      return write(batch);
    } catch (RuntimeException e) {
      // The SDK reports some faults by throwing instead of through its future.
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Asks for a sign of life. */
  CompletableFuture<List<Taken>> probe(String table) {
    meters.count(Metric.STORE_REQUESTS);
    try {
      return pool.client().describeTable(b -> b.tableName(table)).thenApply(answer -> List.of());
    } catch (SdkException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletableFuture<List<Taken>> write(List<Taken> batch) {
    String table = batch.get(0).key().table().name();
    Map<Map<String, AttributeValue>, Taken> byContent = new HashMap<>();
    List<WriteRequest> requests = new ArrayList<>(batch.size());
    for (Taken taken : batch) {
      if (taken.item() == null) {
        Map<String, AttributeValue> key = taken.key().attributes();
        byContent.put(key, taken);
        requests.add(WriteRequest.builder().deleteRequest(d -> d.key(key)).build());
      } else {
        Map<String, AttributeValue> item = taken.item().attributes();
        byContent.put(taken.key().attributes(), taken);
        requests.add(WriteRequest.builder().putRequest(p -> p.item(item)).build());
      }
    }
    return pool.client()
        .batchWriteItem(
            b ->
                b.requestItems(Map.of(table, requests))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .thenApply(answer -> unprocessed(answer, byContent, batch));
  }

  private List<Taken> unprocessed(
      BatchWriteItemResponse answer,
      Map<Map<String, AttributeValue>, Taken> byKey,
      List<Taken> batch) {
    List<ItemKey> items = batch.stream().map(Taken::key).toList();
    answer.consumedCapacity().forEach(charged -> cost.charge(charged, items));
    ItemKey any = items.get(0);
    List<Taken> left = new ArrayList<>();
    for (List<WriteRequest> requests : answer.unprocessedItems().values()) {
      for (WriteRequest request : requests) {
        Map<String, AttributeValue> key = new HashMap<>();
        Map<String, AttributeValue> from =
            request.putRequest() != null
                ? request.putRequest().item()
                : request.deleteRequest().key();
        any.attributes().keySet().forEach(name -> key.put(name, from.get(name)));
        left.add(byKey.get(key));
      }
    }
    return left;
  }

  private CompletableFuture<List<Taken>> conditional(ItemKey key, Expression expression) {
    if (expression.update() != null) {
      return update(key, expression);
    }
    DeleteItemRequest.Builder request =
        DeleteItemRequest.builder()
            .tableName(key.table().name())
            .key(key.attributes())
            .conditionExpression(expression.condition())
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
    if (!expression.names().isEmpty()) {
      request.expressionAttributeNames(expression.names());
    }
    if (!expression.values().isEmpty()) {
      request.expressionAttributeValues(expression.values());
    }
    return pool.client()
        .deleteItem(request.build())
        .thenApply(
            answer -> {
              cost.charge(answer.consumedCapacity(), List.of(key));
              return List.of();
            });
  }

  /**
   * An emptied set vanishes and leaves an item of nothing but a key. Only the answer of the removal
   * can tell, so the bare item is deleted here, unless somebody fills it in between.
   */
  private CompletableFuture<List<Taken>> change(ItemKey key, SetChange change) {
    CompletableFuture<UpdateItemResponse> answer = request(key, expression(key, change), ReturnValue.UPDATED_NEW);
    if (!change.added().isEmpty()) {
      return answer.thenApply(done -> List.of());
    }
    return answer.thenCompose(
        after ->
            after.attributes().containsKey(change.attribute())
                ? CompletableFuture.completedFuture(List.of())
                : deleteBare(key, change.attribute()));
  }

  private CompletableFuture<List<Taken>> deleteBare(ItemKey key, String attribute) {
    meters.count(Metric.STORE_REQUESTS);
    return pool.client()
        .deleteItem(
            b ->
                b.tableName(key.table().name())
                    .key(key.attributes())
                    .conditionExpression("attribute_not_exists(#s)")
                    .expressionAttributeNames(Map.of("#s", attribute))
                    .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL))
        .<List<Taken>>handle(
            (answer, fault) -> {
              if (answer != null) {
                cost.charge(answer.consumedCapacity(), List.of(key));
              } else if (Failure.of(fault).kind() != Failure.Kind.CONDITION) {
                throw new CompletionException(fault);
              }
              return List.of();
            });
  }

  private CompletableFuture<List<Taken>> update(ItemKey key, Expression expression) {
    return request(key, expression, ReturnValue.NONE).thenApply(answer -> List.of());
  }

  private CompletableFuture<UpdateItemResponse> request(
      ItemKey key, Expression expression, ReturnValue wanted) {
    UpdateItemRequest.Builder request =
        UpdateItemRequest.builder()
            .tableName(key.table().name())
            .key(key.attributes())
            .updateExpression(expression.update())
            .conditionExpression(expression.condition())
            .returnValues(wanted)
            .returnConsumedCapacity(ReturnConsumedCapacity.TOTAL);
    if (!expression.names().isEmpty()) {
      request.expressionAttributeNames(expression.names());
    }
    if (!expression.values().isEmpty()) {
      request.expressionAttributeValues(expression.values());
    }
    return pool.client()
        .updateItem(request.build())
        .whenComplete(
            (answer, fault) -> {
              if (answer != null) {
                cost.charge(answer.consumedCapacity(), List.of(key));
              }
            });
  }

  /** Never called for a change that both adds and removes; {@link Entry#take} splits those. */
  private static Expression expression(ItemKey key, SetChange change) {
    boolean adds = !change.added().isEmpty();
    List<String> values = new ArrayList<>(adds ? change.added() : change.removed());
    // Without the condition a removal would make an item of nothing but a key.
    return new Expression(
        (adds ? "ADD" : "DELETE") + " #s :v",
        adds ? null : "attribute_exists(#k)",
        adds
            ? Map.of("#s", change.attribute())
            : Map.of("#s", change.attribute(), "#k", key.table().hashName()),
        Map.of(":v", AttributeValue.fromSs(values)));
  }
}
