package io.dynamq.store.memory;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.store.DelayedStore;
import io.dynamq.store.Durability;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/** Delayed messages in memory, as one node sees them. */
record MemoryDelayed(MemoryTables tables, String node) implements DelayedStore {

  /** A message and the node that is to publish it. */
  record Owned(String node, Message message) {}

  @Override
  public CompletableFuture<Void> put(Message message, Durability durability) {
    tables.delayed().put(message.id(), new Owned(node, message));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> remove(Message message, Durability durability) {
    tables.delayed().remove(message.id());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
    ConcurrentMap<MessageId, Owned> all = tables.delayed();
    all.forEach(
        (id, owned) -> {
          boolean isElsewhere = !owned.node.equals(node) && tables.nodes().isAlive(owned.node);
          if (!isElsewhere && all.replace(id, owned, new Owned(node, owned.message))) {
            receiver.accept(owned.message);
          }
        });
    return CompletableFuture.completedFuture(null);
  }
}
