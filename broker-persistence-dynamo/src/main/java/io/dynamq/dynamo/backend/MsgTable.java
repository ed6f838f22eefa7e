package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.message.Message;
import io.dynamq.store.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** {@code mqtt_msg}: one item per stored message, by message id. */
final class MsgTable {
  private static final String NAME = "mqtt_msg";

  private final TableSpec spec;
  private final TableAccess access;

  MsgTable(String prefix, TableAccess access) {
    spec = spec(prefix);
    this.access = access;
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + NAME, MessageItem.MSGID).expiring(MessageItem.TTL);
  }

  String name() {
    return spec.name();
  }

  /** Writes a message; deleted within the hold window it costs nothing. */
  CompletableFuture<Void> put(Message message, long ttlSeconds, int bytes, Durability durability) {
    return access
        .writes()
        .create(
            Stage.BODIES,
            ItemKey.of(spec, message.id().toText()),
            () -> Item.of(MessageItem.write(message, ttlSeconds)),
            bytes,
            durability);
  }

  void delete(String id) {
    access.writes().delete(ItemKey.of(spec, id), Durability.MEMORY);
  }

  /** The messages of these ids, in the order of the ids; missing ones are left out. */
  CompletableFuture<List<StoredMessage>> read(List<String> ids) {
    List<ItemKey> keys = ids.stream().map(id -> ItemKey.of(spec, id)).toList();
    return access
        .read(keys)
        .thenApply(
            found -> {
              List<StoredMessage> messages = new ArrayList<>(keys.size());
              for (ItemKey key : keys) {
                Map<String, AttributeValue> item = found.get(key);
                StoredMessage message = item == null ? null : MessageItem.read(item);
                if (message != null) {
                  messages.add(message);
                }
              }
              return messages;
            });
  }
}
