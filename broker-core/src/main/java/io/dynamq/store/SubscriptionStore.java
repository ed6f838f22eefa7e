package io.dynamq.store;

import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;

/** Subscriptions of persistent sessions. Threading and errors: see {@link Storage}. */
public interface SubscriptionStore {

  /** Adds or replaces the subscription with this filter text. */
  CompletableFuture<Void> put(Lease lease, Subscription subscription, Durability durability);

  CompletableFuture<Void> remove(Lease lease, TopicFilter filter, Durability durability);

  CompletableFuture<List<Subscription>> load(ClientId client);

  /** Reads every subscription once, at start-up, calling the receiver from one thread at a time. */
  CompletableFuture<Void> forEach(BiConsumer<ClientId, Subscription> receiver);
}
