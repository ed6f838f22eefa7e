package io.dynamq.dynamo;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dynamq.dynamo.client.CacheMeter;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.store.Durability;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Large payloads, written once per message for all queues that hold it.
 *
 * <p>When a segment is written while it is the only holder, the payload becomes its own: later
 * queues get another copy, and the segment's record says so, so that any later process may delete
 * the payload with the message. A shared payload is deleted by this process when the last of its
 * queues lets go; if one of them was not followed that far, it stays until its TTL.
 */
final class Bodies {
  private static final long CACHE_BYTES = 16L << 20;

  private final BodyTable table;
  private final TableReader reader;
  private final WriteBehind writeBehind;
  private final Map<MessageId, Body> open = new ConcurrentHashMap<>();
  private final AsyncCache<String, byte[]> cache;
  private final String tag;
  private final AtomicInteger copies = new AtomicInteger();

  Bodies(Shared shared) {
    tag = Integer.toHexString(shared.pool().hands().random().nextInt());
    table = shared.tables().bodies();
    reader = shared.reader();
    writeBehind = shared.writeBehind();
    cache =
        Caffeine.newBuilder()
            .maximumWeight(CACHE_BYTES)
            .weigher((String name, byte[] payload) -> payload.length + 100)
            .executor(shared.pool().executor())
            .recordStats()
            .buildAsync();
    CacheMeter.register(shared.meters(), "payloads", cache.synchronous());
  }

  /**
   * One more queue holds this message.
   *
   * @return null if the bound of unflushed state is reached
   */
  Body hold(Message message) {
    return open.compute(
        message.id(),
        (id, body) -> {
          if (body != null) {
            body.holders++;
            return body;
          }
          String name = id.toHex() + "." + tag + "." + copies.incrementAndGet();
          return create(name, message);
        });
  }

  private Body create(String name, Message message) {
    return putChunks(name, message) == null
        ? null
        : Body.fresh(name, message.payload().length);
  }

  /** Writes the chunks of a payload; null, and none, if the bound of unflushed state is reached. */
  List<ItemKey> putChunks(String name, Message message) {
    int length = message.payload().length;
    List<ItemKey> keys = table.keys(name, length);
    for (int i = 0; i < keys.size(); i++) {
      ItemKey key = keys.get(i);
      int chunk = i;
      CompletableFuture<Void> accepted =
          writeBehind.create(
              Stage.BODIES,
              key,
              () -> table.item(key, chunk, message),
              BodyTable.chunkBytes(chunk, length),
              Durability.MEMORY);
      if (accepted.isCompletedExceptionally()) {
        keys.subList(0, i).forEach(done -> writeBehind.delete(done, Durability.MEMORY));
        return null;
      }
    }
    return keys;
  }

  /** A segment with it is being written: whoever is alone with it now stays alone. */
  void freeze(Message message, Body body) {
    open.computeIfPresent(
        message.id(),
        (id, current) -> {
          if (current != body || body.holders > 1 || body.unsure) {
            return current;
          }
          body.makeSole();
          return null;
        });
  }

  /** A queue no longer needs it. */
  void release(MessageId id, Body body) {
    boolean[] last = new boolean[1];
    open.computeIfPresent(
        id,
        (same, current) -> {
          if (current != body) {
            return current;
          }
          last[0] = --body.holders == 0 && !body.unsure;
          return body.holders == 0 ? null : current;
        });
    if (last[0] || body.isSole()) {
      keys(body).forEach(key -> writeBehind.delete(key, Durability.MEMORY));
    }
  }

  /** A queue that holds it in the store is no longer followed by this process. */
  void abandon(MessageId id, Body body) {
    open.computeIfPresent(
        id,
        (same, current) -> {
          if (current != body) {
            return current;
          }
          body.unsure = true;
          return --body.holders == 0 ? null : current;
        });
  }

  List<ItemKey> keys(Body body) {
    return table.keys(body.name(), body.bytes());
  }

  /** The payload, null if it is gone. */
  CompletableFuture<byte[]> load(String name, int bytes) {
    return cache.get(name, (key, executor) -> read(key, bytes));
  }

  private CompletableFuture<byte[]> read(String name, int bytes) {
    byte[] payload = new byte[bytes];
    Map<String, Integer> offsets = new HashMap<>();
    List<Map<String, AttributeValue>> missing = new ArrayList<>();
    int offset = 0;
    List<ItemKey> keys = table.keys(name, bytes);
    for (int i = 0; i < keys.size(); i++) {
      ItemKey key = keys.get(i);
      if (writeBehind.peek(key) instanceof Write.Put put) {
        copy(put.item().get().attributes(), payload, offset);
      } else {
        offsets.put(key.hash(), offset);
        missing.add(key.attributes());
      }
      offset += BodyTable.chunkBytes(i, bytes);
    }
    return reader
        .get(table.spec, missing)
        .thenApply(
            rows -> {
              rows.forEach(row -> copy(row, payload, offsets.get(table.name(row))));
              return rows.size() == missing.size() ? payload : null;
            });
  }

  private void copy(Map<String, AttributeValue> row, byte[] payload, int offset) {
    byte[] chunk = table.read(row);
    System.arraycopy(chunk, 0, payload, offset, Math.min(chunk.length, payload.length - offset));
  }
}
