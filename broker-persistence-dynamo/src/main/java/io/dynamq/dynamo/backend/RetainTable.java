package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.message.Message;
import io.dynamq.store.Durability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/** {@code mqtt_retain}: the last retained message of each topic. */
final class RetainTable {
  private static final String NAME = "mqtt_retain";
  private static final Comparator<StoredMessage> BY_ARRIVAL =
      Comparator.comparing(stored -> stored.message().id());

  private final TableSpec spec;
  private final TableAccess access;
  private final TopicIndex topics = new TopicIndex();

  RetainTable(String prefix, TableAccess access) {
    spec = spec(prefix);
    this.access = access;
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + NAME, MessageItem.TOPIC).expiring(MessageItem.TTL);
  }

  String name() {
    return spec.name();
  }

  /** Reads which topics there are; for the start. */
  CompletableFuture<Void> load() {
    ScanRequest keys =
        ScanRequest.builder()
            .tableName(spec.name())
            .consistentRead(true)
            .projectionExpression("#t")
            .expressionAttributeNames(Map.of("#t", MessageItem.TOPIC))
            .build();
    return access.scan(keys, item -> topics.add(item.get(MessageItem.TOPIC).s()));
  }

  CompletableFuture<Void> put(Message message, long ttlSeconds, int bytes, Durability durability) {
    topics.add(message.topic().value());
    return access
        .writes()
        .put(
            Stage.CONTENT,
            ItemKey.of(spec, message.topic().value()),
            () -> Item.of(MessageItem.write(message, ttlSeconds)),
            bytes,
            durability);
  }

  CompletableFuture<Void> delete(String topic, Durability durability) {
    topics.remove(topic);
    return access.writes().delete(ItemKey.of(spec, topic), durability);
  }

  /** The topics of a filter's path that may hold a message. */
  List<String> matching(String path, boolean hasWildcards) {
    return hasWildcards ? topics.matching(path) : List.of(path);
  }

  /** The messages of these topics, by arrival. */
  CompletableFuture<List<StoredMessage>> read(List<String> names) {
    List<ItemKey> keys =
        names.stream().filter(Keys::isHash).map(topic -> ItemKey.of(spec, topic)).toList();
    return access.read(keys).thenApply(found -> messages(found.values()));
  }

  private static List<StoredMessage> messages(
      Iterable<Map<String, AttributeValue>> items) {
    List<StoredMessage> messages = new ArrayList<>();
    for (Map<String, AttributeValue> item : items) {
      StoredMessage message = MessageItem.read(item);
      if (message != null) {
        messages.add(message);
      }
    }
    messages.sort(BY_ARRIVAL);
    return messages;
  }
}
