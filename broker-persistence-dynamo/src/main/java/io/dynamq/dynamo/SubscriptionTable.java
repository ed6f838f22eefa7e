package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Write.Expression;
import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.topic.TopicFilter;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * {@code mqb_sub}: one row per subscription of a persistent session.
 *
 * <pre>
 * c   S  client id (hashed if long, then cid S holds it)
 * f   S  filter as the client wrote it (hashed if long, then ft S holds it)
 * o   N  packed options as on the wire     id  N  subscription identifier, 0 = none
 * ep  N  epoch of the writer
 * </pre>
 */
final class SubscriptionTable {
  private static final String NO_LATER_OWNER = "attribute_not_exists(#ep) OR #ep <= :ep";

  final TableSpec spec;

  SubscriptionTable(String prefix) {
    spec = TableSpec.of(prefix + "sub", "c", "f");
  }

  String hash(ClientId client) {
    return LongKeys.of(client.value());
  }

  ItemKey key(ClientId client, TopicFilter filter) {
    return new ItemKey(spec, hash(client), LongKeys.of(filter.text()));
  }

  /** Writes a row, unless a later owner has written it. */
  Expression put(Lease lease, Subscription subscription) {
    ItemKey key = key(lease.client(), subscription.filter());
    Map<String, AttributeValue> row = new TreeMap<>();
    row.put("o", fromN(Integer.toString(subscription.packedOptions())));
    row.put("id", fromN(Integer.toString(subscription.identifier())));
    row.put("ep", fromN(Long.toString(lease.epoch())));
    if (LongKeys.isHashed(key.hash())) {
      row.put("cid", fromS(lease.client().value()));
    }
    if (LongKeys.isHashed(key.range())) {
      row.put("ft", fromS(subscription.filter().text()));
    }
    Map<String, String> names = new HashMap<>();
    Map<String, AttributeValue> values = new HashMap<>();
    StringJoiner set = new StringJoiner(", ", "SET ", "");
    row.forEach(
        (name, value) -> {
          names.put("#" + name, name);
          values.put(":" + name, value);
          set.add("#" + name + " = :" + name);
        });
    return new Expression(set.toString(), NO_LATER_OWNER, names, values);
  }

  /** Deletes a row, unless a later owner has written it. */
  Expression deletion(Lease lease) {
    return new Expression(
        null,
        NO_LATER_OWNER,
        Map.of("#ep", "ep"),
        Map.of(":ep", fromN(Long.toString(lease.epoch()))));
  }

  /** Key of a row that was read. */
  ItemKey key(Map<String, AttributeValue> row) {
    return new ItemKey(spec, row.get("c").s(), row.get("f").s());
  }

  ClientId client(Map<String, AttributeValue> row) {
    return new ClientId(row.getOrDefault("cid", row.get("c")).s());
  }

  /** The epoch of the writer. */
  long epoch(Map<String, AttributeValue> row) {
    return Long.parseLong(row.get("ep").n());
  }

  /** The subscriptions of a client, without their options. */
  QueryRequest keys(ClientId client) {
    return QueryRequest.builder()
        .tableName(spec.name())
        .consistentRead(true)
        .keyConditionExpression("c = :c")
        .expressionAttributeValues(Map.of(":c", fromS(hash(client))))
        .projectionExpression("c, f")
        .build();
  }

  /** The subscriptions of a client. */
  QueryRequest of(ClientId client) {
    return keys(client).toBuilder().projectionExpression(null).build();
  }

  /** Every subscription. */
  ScanRequest everyone() {
    return ScanRequest.builder().tableName(spec.name()).consistentRead(true).build();
  }

  /** Every filter, once for each subscriber. */
  ScanRequest filters() {
    return everyone().toBuilder().projectionExpression("f, ft").build();
  }

  /** Subscriptions with a filter, or with one that begins with a share name and contains it. */
  ScanRequest filters(String path) {
    return everyone().toBuilder()
        .projectionExpression("c, cid, f, ft")
        .filterExpression(
            "f = :key OR ((begins_with(f, :share) OR begins_with(f, :queue)) AND contains(f, :path))")
        .expressionAttributeValues(
            Map.of(
                ":key", fromS(LongKeys.of(path)),
                ":path", fromS("/" + path),
                ":share", fromS("$share/"),
                ":queue", fromS("$queue/")))
        .build();
  }

  /** Deletes a row unless a later owner has written it anew. */
  DeleteItemRequest deletion(ItemKey key, long lastEpoch) {
    return DeleteItemRequest.builder()
        .tableName(spec.name())
        .key(key.attributes())
        .conditionExpression("attribute_not_exists(ep) OR ep <= :ep")
        .expressionAttributeValues(Map.of(":ep", fromN(Long.toString(lastEpoch))))
        .build();
  }

  Subscription read(Map<String, AttributeValue> row) {
    try {
      return Subscription.unpack(
          TopicFilter.of(row.getOrDefault("ft", row.get("f")).s()),
          Integer.parseInt(row.get("o").n()),
          Integer.parseInt(row.get("id").n()));
    } catch (IllegalArgumentException e) {
      throw new StorageException(
          StorageException.Kind.CORRUPT, key(row) + " cannot be read: " + e.getMessage(), e);
    }
  }
}
