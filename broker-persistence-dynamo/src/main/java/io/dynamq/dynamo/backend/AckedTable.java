package io.dynamq.dynamo.backend;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dynamq.dynamo.client.CacheMeter;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * {@code mqtt_acked}: the newest message a client has acknowledged, per topic. For a one-to-many
 * subscription it is the client's read position.
 */
final class AckedTable {
  private static final String NAME = "mqtt_acked";
  private static final String TOPIC = "topic";
  private static final String CLIENT = "clientid";
  private static final String MSGID = "msgid";
  private static final int BYTES = 250;
  private static final int KNOWN_MAX = 100_000;

  private final TableSpec spec;
  private final TableAccess access;
  private final Refusals refusals;

  /** What rows hold, as far as this node wrote or read them; spares a read per acknowledgement. */
  private final Cache<ItemKey, StoredId> known =
      Caffeine.newBuilder()
          .maximumSize(KNOWN_MAX)
          .executor(Runnable::run)
          .recordStats()
          .build();

  AckedTable(String prefix, TableAccess access, Refusals refusals) {
    spec = spec(prefix);
    this.access = access;
    this.refusals = refusals;
  }

  /** Shows how much of it is known. */
  void measure(Meters meters, String pool) {
    CacheMeter.register(meters, "acked_" + pool, known);
  }

  static TableSpec spec(String prefix) {
    return TableSpec.of(prefix + NAME, TOPIC, CLIENT);
  }

  /** Notes an acknowledgement without asking the store what it has; never behind a known one. */
  void note(String topic, String client, StoredId id) {
    ItemKey key = key(topic, client);
    if (key != null) {
      forward(key, id);
    }
  }

  /** Moves a read position forward, never back, whatever the store has. */
  void advance(String topic, String client, StoredId id) {
    ItemKey key = key(topic, client);
    if (key == null) {
      return;
    }
    if (known.getIfPresent(key) != null) {
      forward(key, id);
      return;
    }
    access
        .read(key)
        .thenAccept(
            row -> {
              StoredId stored = id(row);
              if (stored != null) {
                known.asMap().merge(key, stored, AckedTable::later);
              }
              forward(key, id);
            })
        .exceptionally(error -> refuse(key, error));
  }

  private Void refuse(ItemKey key, Throwable error) {
    refusals.refused(spec.name(), key.toString(), String.valueOf(error.getMessage()));
    return null;
  }

  private void forward(ItemKey key, StoredId id) {
    // Inside compute, so that two acknowledgements cannot be written in the wrong order.
    known
        .asMap()
        .compute(
            key,
            (k, stored) -> {
              if (stored != null && later(stored, id) == stored) {
                return stored;
              }
              access
                  .writes()
                  .put(Stage.CONTENT, k, () -> item(k, id), BYTES, Durability.MEMORY)
                  .exceptionally(error -> refuse(k, error));
              return id;
            });
  }

  /** A decoded id wins over an opaque one: opaque ids sort last but are the older ones. */
  private static StoredId later(StoredId stored, StoredId other) {
    if (stored.decoded() == null || other.decoded() == null) {
      return stored.decoded() == null ? other : stored;
    }
    return stored.compareTo(other) >= 0 ? stored : other;
  }

  private static Item item(ItemKey key, StoredId id) {
    Map<String, AttributeValue> item = new HashMap<>(key.attributes());
    item.put(MSGID, AttributeValue.fromS(id.text()));
    return Item.of(item);
  }

  void delete(String topic, String client) {
    ItemKey key = key(topic, client);
    if (key != null) {
      known.invalidate(key);
      access.writes().delete(key, Durability.MEMORY);
    }
  }

  /** The positions of a client in these topics; topics without one are left out. */
  CompletableFuture<Map<String, StoredId>> positions(List<String> topics, String client) {
    List<ItemKey> keys =
        topics.stream()
            .filter(topic -> Keys.isHash(topic) && Keys.isRange(client))
            .map(topic -> new ItemKey(spec, topic, client))
            .toList();
    return access
        .read(keys)
        .thenApply(
            rows -> {
              Map<String, StoredId> positions = new HashMap<>();
              rows.forEach(
                  (key, row) -> {
                    StoredId id = id(row);
                    if (id != null) {
                      positions.put(key.hash(), id);
                    }
                  });
              return positions;
            });
  }

  private static StoredId id(Map<String, AttributeValue> row) {
    String text = row == null ? null : Attributes.text(row, MSGID);
    return text == null ? null : StoredId.of(text);
  }

  /** Null if DynamoDB takes no such key. */
  private ItemKey key(String topic, String client) {
    if (Keys.isHash(topic) && Keys.isRange(client)) {
      return new ItemKey(spec, topic, client);
    }
    refusals.refused(
        spec.name(),
        topic + " | " + client,
        "its key would exceed 2048 bytes of topic or 1024 of client id");
    return null;
  }
}
