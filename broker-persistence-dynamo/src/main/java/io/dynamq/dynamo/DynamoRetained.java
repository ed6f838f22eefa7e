package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.Message;
import io.dynamq.store.Durability;
import io.dynamq.store.RetainedStore;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Retained messages; payloads too large for a row have chunks of their own. */
final class DynamoRetained implements RetainedStore {
  private static final int ROW_BYTES = 300;
  private static final StorageException THROTTLED =
      new StorageException(
          StorageException.Kind.THROTTLED, "the bound of unflushed state is reached");

  private final RetainTable table;
  private final BodyTable bodyTable;
  private final WriteBehind writeBehind;
  private final TableReader reader;
  private final Bodies bodies;
  private final Time time;

  /** Chunks of the topics that have any; few, for such payloads are rare. */
  private final Map<TopicName, List<ItemKey>> chunks = new ConcurrentHashMap<>();

  DynamoRetained(Shared shared, Bodies bodies, Time time) {
    table = shared.tables().retained();
    bodyTable = shared.tables().bodies();
    writeBehind = shared.writeBehind();
    reader = shared.reader();
    this.bodies = bodies;
    this.time = time;
  }

  @Override
  public CompletableFuture<Void> put(Message message, Durability durability) {
    List<ItemKey> after = List.of();
    if (RetainTable.isApart(message)) {
      after = putChunks(message);
      if (after.isEmpty()) {
        return CompletableFuture.failedFuture(THROTTLED);
      }
    }
    List<ItemKey> before =
        after.isEmpty()
            ? chunks.remove(message.topic())
            : chunks.put(message.topic(), after);
    List<ItemKey> needs = after;
    int bytes = ROW_BYTES + (after.isEmpty() ? message.size() : message.topic().value().length());
    CompletableFuture<Void> kept =
        writeBehind.put(
            Stage.CONTENT,
            table.key(message.topic()),
            () -> table.item(message, needs),
            bytes,
            durability);
    deleteChunks(before, after);
    return kept;
  }

  /** Empty if the bound of unflushed state is reached. */
  private List<ItemKey> putChunks(Message message) {
    String name = BodyTable.retained(message.id());
    List<ItemKey> keys = bodyTable.keys(name, message.payload().length);
    for (int i = 0; i < keys.size(); i++) {
      ItemKey key = keys.get(i);
      int chunk = i;
      CompletableFuture<Void> accepted =
          writeBehind.create(
              Stage.BODIES,
              key,
              () -> bodyTable.item(key, chunk, message),
              BodyTable.chunkBytes(chunk, message.payload().length),
              Durability.MEMORY);
      if (accepted.isCompletedExceptionally()) {
        deleteChunks(keys.subList(0, i), List.of());
        return List.of();
      }
    }
    return keys;
  }

  private void deleteChunks(List<ItemKey> before, List<ItemKey> still) {
    if (before != null) {
      before.stream()
          .filter(key -> !still.contains(key))
          .forEach(key -> writeBehind.delete(key, Durability.MEMORY));
    }
  }

  @Override
  public CompletableFuture<Void> remove(TopicName topic, Durability durability) {
    deleteChunks(chunks.remove(topic), List.of());
    return writeBehind.delete(table.key(topic), durability);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
    List<MessageCodec.Decoded> apart = new ArrayList<>();
    return writeBehind
        .flush()
        .thenCompose(
            flushed ->
                reader.scan(
                    table.spec,
                    row -> {
                      MessageCodec.Decoded decoded = table.read(row);
                      if (decoded.isElsewhere()) {
                        apart.add(decoded);
                      } else {
                        give(decoded.message(), receiver);
                      }
                    }))
        .thenCompose(scanned -> loadNext(apart, 0, receiver));
  }

  private CompletableFuture<Void> loadNext(
      List<MessageCodec.Decoded> apart, int at, Consumer<Message> receiver) {
    if (at == apart.size()) {
      return CompletableFuture.completedFuture(null);
    }
    MessageCodec.Decoded decoded = apart.get(at);
    String name = BodyTable.retained(decoded.message().id());
    return bodies
        .load(name, decoded.payloadBytes())
        .thenCompose(
            payload -> {
              if (payload != null) {
                chunks.put(
                    decoded.message().topic(), bodyTable.keys(name, decoded.payloadBytes()));
                give(decoded.withPayload(payload), receiver);
              }
              return loadNext(apart, at + 1, receiver);
            });
  }

  private void give(Message message, Consumer<Message> receiver) {
    if (!message.isExpired(time.epochMillis())) {
      receiver.accept(message);
    }
  }
}
