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
  static final StorageException THROTTLED =
      new StorageException(
          StorageException.Kind.THROTTLED, "the bound of unflushed state is reached");

  private final RetainTable table;
  private final WriteBehind writeBehind;
  private final TableReader reader;
  private final OwnBodies bodies;
  private final Journal journal;
  private final Time time;

  /** Chunks of the topics that have any; few, for such payloads are rare. */
  private final Map<TopicName, List<ItemKey>> chunks = new ConcurrentHashMap<>();

  DynamoRetained(Shared shared, OwnBodies bodies, Time time) {
    table = shared.tables().retained();
    writeBehind = shared.writeBehind();
    reader = shared.reader();
    this.bodies = bodies;
    journal = shared.journal();
    this.time = time;
  }

  @Override
  public CompletableFuture<Void> put(Message message, Durability durability) {
    CompletableFuture<Void> refusal = journal.refusal(durability);
    if (refusal != null) {
      return refusal;
    }
    List<ItemKey> after = List.of();
    if (RetainTable.isApart(message)) {
      after = bodies.put(BodyTable.retained(message.id()), message);
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
    return journal.logged(new Logged.Retained(message), durability, kept);
  }

  private void deleteChunks(List<ItemKey> before, List<ItemKey> still) {
    if (before != null) {
      bodies.delete(before.stream().filter(key -> !still.contains(key)).toList());
    }
  }

  @Override
  public CompletableFuture<Void> remove(TopicName topic, Durability durability) {
    deleteChunks(chunks.remove(topic), List.of());
    CompletableFuture<Void> accepted = writeBehind.delete(table.key(topic), durability);
    return journal.logged(new Logged.Unretained(topic), durability, accepted);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
    List<MessageCodec.Decoded> apart = new ArrayList<>();
    return writeBehind
        .flush(table.spec)
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
        .thenCompose(scanned -> loadApart(apart, receiver));
  }

  private CompletableFuture<Void> loadApart(
      List<MessageCodec.Decoded> apart, Consumer<Message> receiver) {
    return bodies.loadEach(
        apart,
        message -> BodyTable.retained(message.id()),
        (decoded, message) -> {
          String name = BodyTable.retained(message.id());
          chunks.put(message.topic(), bodies.keys(name, decoded.payloadBytes()));
          give(message, receiver);
        });
  }

  private void give(Message message, Consumer<Message> receiver) {
    if (!message.isExpired(time.epochMillis())) {
      receiver.accept(message);
    }
  }
}
