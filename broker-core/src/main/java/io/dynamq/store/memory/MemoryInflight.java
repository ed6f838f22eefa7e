package io.dynamq.store.memory;

import io.dynamq.message.ClientId;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Queued and in-flight messages in memory. */
record MemoryInflight(MemoryTables tables) implements InflightStore {

  @Override
  public CompletableFuture<Void> append(
      Lease lease, StoredMessage message, Durability durability) {
    return tables.append(
        lease,
        client -> {
          client.queue().put(message.position(), message);
          return client;
        });
  }

  /** A void lease changes nothing; the caller learns of it by its next write. */
  @Override
  public void remove(Lease lease, Position position) {
    tables.change(
        lease,
        client -> {
          client.queue().remove(position);
          return client;
        });
  }

  @Override
  public CompletableFuture<List<StoredMessage>> read(
      ClientId id, Position after, int maxMessages, int maxBytes) {
    List<StoredMessage> page = new ArrayList<>();
    MemoryClient client = tables.client(id);
    if (client != null) {
      long bytes = 0;
      for (StoredMessage next : client.queue().tailMap(after, false).values()) {
        bytes += next.message().size();
        if (!page.isEmpty() && (page.size() >= maxMessages || bytes > maxBytes)) {
          break;
        }
        page.add(next);
      }
    }
    return CompletableFuture.completedFuture(page);
  }

  @Override
  public CompletableFuture<Backlog> measure(ClientId id) {
    long messages = 0;
    long bytes = 0;
    MemoryClient client = tables.client(id);
    if (client != null) {
      for (StoredMessage next : client.queue().values()) {
        messages++;
        bytes += next.message().size();
      }
    }
    return CompletableFuture.completedFuture(new Backlog(messages, bytes));
  }
}
