package io.dynamq.store.memory;

import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.SubscriptionStore;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Subscriptions in memory. */
record MemorySubscriptions(MemoryTables tables) implements SubscriptionStore {

  @Override
  public CompletableFuture<Void> put(
      Lease lease, Subscription subscription, Durability durability) {
    return tables.change(
        lease,
        client -> {
          client.subscriptions().put(subscription.filter().text(), subscription);
          return client;
        });
  }

  @Override
  public CompletableFuture<Void> remove(Lease lease, TopicFilter filter, Durability durability) {
    return tables.change(
        lease,
        client -> {
          client.subscriptions().remove(filter.text());
          return client;
        });
  }

  @Override
  public CompletableFuture<List<Subscription>> load(ClientId id) {
    MemoryClient client = tables.client(id);
    return CompletableFuture.completedFuture(
        client == null ? List.of() : List.copyOf(client.subscriptions().values()));
  }

  @Override
  public CompletableFuture<Void> forEach(BiConsumer<ClientId, Subscription> receiver) {
    tables
        .byId()
        .forEach(
            (id, client) ->
                client.subscriptions().values().forEach(each -> receiver.accept(id, each)));
    return CompletableFuture.completedFuture(null);
  }
}
