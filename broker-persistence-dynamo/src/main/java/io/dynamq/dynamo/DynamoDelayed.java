package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.store.DelayedStore;
import io.dynamq.store.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Delayed messages; payloads too large for a row have chunks of their own. */
final class DynamoDelayed implements DelayedStore {
  private static final int ROW_BYTES = 300;

  private final DelayedTable table;
  private final WriteBehind writeBehind;
  private final TableReader reader;
  private final OwnBodies bodies;
  private final NodeRegistry nodes;
  private final Journal journal;

  DynamoDelayed(Shared shared, OwnBodies bodies, NodeRegistry nodes) {
    table = shared.tables().delayed();
    writeBehind = shared.writeBehind();
    reader = shared.reader();
    this.bodies = bodies;
    journal = shared.journal();
    this.nodes = nodes;
  }

  @Override
  public CompletableFuture<Void> put(Message message, Durability durability) {
    CompletableFuture<Void> refusal = journal.refusal(durability);
    if (refusal != null) {
      return refusal;
    }
    boolean apart = DelayedTable.isApart(message);
    List<ItemKey> chunks =
        apart ? bodies.put(BodyTable.delayed(message.id()), message) : List.of();
    if (apart && chunks.isEmpty()) {
      return CompletableFuture.failedFuture(DynamoRetained.THROTTLED);
    }
    NodeLife node = nodes.life();
    CompletableFuture<Void> kept =
        writeBehind.create(
            Stage.CONTENT,
            table.key(message.id()),
            () -> table.item(message, node, chunks),
            ROW_BYTES + (apart ? 0 : message.size()),
            durability);
    if (kept.isCompletedExceptionally()) {
      bodies.delete(chunks);
    }
    return journal.logged(new Logged.Delayed(message), durability, kept);
  }

  @Override
  public CompletableFuture<Void> remove(Message message, Durability durability) {
    if (DelayedTable.isApart(message)) {
      bodies.delete(chunks(message, message.payload().length));
    }
    CompletableFuture<Void> accepted = writeBehind.delete(table.key(message.id()), durability);
    return journal.logged(new Logged.Undelayed(message.id()), durability, accepted);
  }

  /** The same where only its id is known; a payload that is apart is left to its TTL. */
  CompletableFuture<Void> forget(MessageId id) {
    return writeBehind.delete(table.key(id), Durability.MEMORY);
  }

  private List<ItemKey> chunks(Message message, int bytes) {
    return bodies.keys(BodyTable.delayed(message.id()), bytes);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
    return writeBehind
        .flush(table.spec)
        .thenCompose(flushed -> nodes.estate())
        .thenCompose(
            estate ->
                read(
                    TableReader.Filter.NONE,
                    row -> estate.isMine(table.node(row), table.incarnation(row)),
                    receiver));
  }

  /** The same for rows of a node that is dead. */
  CompletableFuture<Void> inherit(String node, long through, Consumer<Message> receiver) {
    return read(table.owned(node, through), row -> true, receiver);
  }

  private CompletableFuture<Void> read(
      TableReader.Filter filter,
      Predicate<Map<String, AttributeValue>> isMine,
      Consumer<Message> receiver) {
    List<MessageCodec.Decoded> apart = new ArrayList<>();
    return reader
        .scan(
            table.spec,
            filter,
            row -> {
              if (isMine.test(row)) {
                read(row, apart, receiver);
              }
            })
        .thenCompose(
            scanned ->
                bodies.loadEach(
                    apart,
                    message -> BodyTable.delayed(message.id()),
                    (decoded, message) -> receiver.accept(message)));
  }

  private void read(
      Map<String, AttributeValue> row,
      List<MessageCodec.Decoded> apart,
      Consumer<Message> receiver) {
    MessageCodec.Decoded decoded = table.read(row);
    if (!table.node(row).equals(nodes.self())) {
      adopt(row, decoded.message());
    }
    if (decoded.isElsewhere()) {
      apart.add(decoded);
    } else {
      receiver.accept(decoded.message());
    }
  }

  /** Its node is gone; when that comes back it must not find it any more. */
  private void adopt(Map<String, AttributeValue> row, Message message) {
    NodeLife node = nodes.life();
    writeBehind.put(
        Stage.CONTENT,
        table.key(message.id()),
        () -> table.ownedBy(node, row),
        ROW_BYTES + message.size(),
        Durability.MEMORY);
  }
}
