package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.store.Durability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;

/**
 * {@code mqtt_topic_msg_map}: the ids of a topic's stored messages as a string set.
 *
 * <p>EMQX keeps all of them in one item, which DynamoDB ends at 400 KB and charges for by its whole
 * size. Here an item is the <em>head</em> (chunk 0, EMQX's key) or a further chunk, whose key has
 * U+0000 and the chunk's number behind the topic; no MQTT topic contains that character.
 */
final class MapTable {
  private static final String NAME = "mqtt_topic_msg_map";
  private static final String TOPIC = "topic";
  private static final String IDS = "MsgId";
  private static final char CHUNK_MARK = '\0';

  private final TableSpec spec;
  private final TableAccess access;

  MapTable(String prefix, TableAccess access) {
    spec = spec(prefix);
    this.access = access;
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + NAME, TOPIC);
  }

  String name() {
    return spec.name();
  }

  private ItemKey key(String topic, int chunk) {
    return ItemKey.of(spec, keyText(topic, chunk));
  }

  private static String keyText(String topic, int chunk) {
    return chunk == 0 ? topic : topic + CHUNK_MARK + chunk;
  }

  /** Whether DynamoDB takes this key. */
  static boolean isKey(String topic, int chunk) {
    return Keys.isHash(keyText(topic, chunk));
  }

  CompletableFuture<Void> add(String topic, int chunk, Set<String> ids, Durability durability) {
    return access.writes().addToSet(key(topic, chunk), IDS, ids, durability);
  }

  CompletableFuture<Void> remove(String topic, int chunk, Set<String> ids, Durability durability) {
    return access.writes().removeFromSet(key(topic, chunk), IDS, ids, durability);
  }

  /** Deletes a chunk's item once flushed, unless it has ids: an emptied set leaves a bare key. */
  CompletableFuture<Void> deleteEmpty(String topic, int chunk) {
    DeleteItemRequest request =
        DeleteItemRequest.builder()
            .tableName(spec.name())
            .key(key(topic, chunk).attributes())
            .conditionExpression("attribute_not_exists(#i)")
            .expressionAttributeNames(Map.of("#i", IDS))
            .build();
    return access
        .writes()
        .flush(key(topic, chunk))
        .thenCompose(
            flushed ->
                access
                    .pool()
                    .request("deleting from " + spec.name(), c -> c.deleteItem(request)))
        .<Void>thenApply(answer -> null)
        // Filled again, or left for the next time; a bare key is read as no ids.
        .exceptionally(error -> null);
  }

  /** The ids of one chunk. */
  CompletableFuture<Set<String>> read(String topic, int chunk) {
    return access.read(key(topic, chunk)).thenApply(MapTable::ids);
  }

  /** The ids of chunks, those that have any. */
  CompletableFuture<Map<Chunk, Set<String>>> read(List<Chunk> chunks) {
    Map<ItemKey, Chunk> keys = new HashMap<>();
    for (Chunk chunk : chunks) {
      if (isKey(chunk.topic, chunk.number)) {
        keys.put(key(chunk.topic, chunk.number), chunk);
      }
    }
    return access
        .read(List.copyOf(keys.keySet()))
        .thenApply(
            found -> {
              Map<Chunk, Set<String>> ids = new HashMap<>();
              found.forEach((key, item) -> ids.put(keys.get(key), ids(item)));
              ids.values().removeIf(Set::isEmpty);
              return ids;
            });
  }

  private static Set<String> ids(Map<String, AttributeValue> item) {
    AttributeValue set = item == null ? null : item.get(IDS);
    return set == null || !set.hasSs() ? Set.of() : Set.copyOf(set.ss());
  }

  /** Tells every chunk of the table; for the start. */
  CompletableFuture<Void> load(ChunkSeen seen) {
    ScanRequest all = ScanRequest.builder().tableName(spec.name()).consistentRead(true).build();
    return access.scan(
        all,
        item -> {
          String key = item.get(TOPIC).s();
          int mark = key.indexOf(CHUNK_MARK);
          String number = mark < 0 ? "0" : key.substring(mark + 1);
          if (number.matches("[0-9]{1,6}")) {
            String topic = mark < 0 ? key : key.substring(0, mark);
            seen.chunk(topic, Integer.parseInt(number), ids(item));
          }
        });
  }

  /** One item of a topic; 0 is the head. */
  record Chunk(String topic, int number) {}

  /** Receives a chunk. */
  interface ChunkSeen {
    void chunk(String topic, int number, Set<String> ids);
  }
}
