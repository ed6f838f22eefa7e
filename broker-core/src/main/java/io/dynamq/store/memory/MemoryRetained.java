package io.dynamq.store.memory;

import io.dynamq.message.Message;
import io.dynamq.store.Durability;
import io.dynamq.store.RetainedStore;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Retained messages in memory. */
record MemoryRetained(MemoryTables tables) implements RetainedStore {

  @Override
  public CompletableFuture<Void> put(Message message, Durability durability) {
    tables.retained().put(message.topic(), message);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> remove(TopicName topic, Durability durability) {
    tables.retained().remove(topic);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
    tables.retained().values().forEach(receiver);
    return CompletableFuture.completedFuture(null);
  }
}
