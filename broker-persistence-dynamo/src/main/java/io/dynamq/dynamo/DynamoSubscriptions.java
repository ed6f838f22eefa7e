package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.SubscriptionStore;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Subscriptions, a row each. */
final class DynamoSubscriptions implements SubscriptionStore {
  private static final int ROW_BYTES = 300;

  /**
   * A request that is late finds the row of a later owner and leaves it. Whether the lease is void is
   * found out by its session's row.
   */
  private static final Runnable NOT_LAST = () -> {};

  private final Shared shared;
  private final SubscriptionTable table;
  private final Orphans orphans;

  /**
   * @param orphans told of every subscription that is found at start-up
   */
  DynamoSubscriptions(Shared shared, Orphans orphans) {
    this.shared = shared;
    this.orphans = orphans;
    table = shared.tables().subscriptions();
  }

  @Override
  public CompletableFuture<Void> put(
      Lease lease, Subscription subscription, Durability durability) {
    CompletableFuture<Void> refusal = shared.journal().refusal(durability);
    return refusal != null
        ? refusal
        : shared.leases().under(lease, () -> putOwned(lease, subscription, durability));
  }

  /** The lease is known to be good for this. */
  CompletableFuture<Void> putOwned(
      Lease lease, Subscription subscription, Durability durability) {
    int bytes = ROW_BYTES + subscription.filter().text().length() * 2;
    CompletableFuture<Void> full = shared.writeBehind().refusal(bytes);
    if (full != null) {
      return full;
    }
    ItemKey key = table.key(lease.client(), subscription.filter());
    CompletableFuture<Void> accepted =
        shared
            .writeBehind()
            .under(lease)
            .update(
                Stage.CONTENT,
                key,
                new Write.Update(
                    () -> table.put(lease, subscription), bytes, NOT_LAST, subscription),
                durability);
    return shared
        .journal()
        .logged(new Logged.Subscribed(lease, subscription), durability, accepted);
  }

  @Override
  public CompletableFuture<Void> remove(Lease lease, TopicFilter filter, Durability durability) {
    return shared.leases().under(lease, () -> removeOwned(lease, filter, durability));
  }

  /** The lease is known to be good for this. */
  CompletableFuture<Void> removeOwned(Lease lease, TopicFilter filter, Durability durability) {
    CompletableFuture<Void> accepted =
        shared
            .writeBehind()
            .under(lease)
            .update(
                Stage.DELETES,
                table.key(lease.client(), filter),
                new Write.Update(() -> table.deletion(lease), ROW_BYTES, NOT_LAST, null),
                durability);
    return shared.journal().logged(new Logged.Unsubscribed(lease, filter), durability, accepted);
  }

  @Override
  public CompletableFuture<List<Subscription>> load(ClientId client) {
    String hash = table.hash(client);
    Map<ItemKey, Write> unflushed = shared.writeBehind().peek(table.spec, hash);
    return shared
        .reader()
        .all(table.spec, hash, null)
        .thenApply(rows -> merged(rows, unflushed));
  }

  private List<Subscription> merged(
      List<Map<String, AttributeValue>> rows, Map<ItemKey, Write> unflushed) {
    Map<ItemKey, Subscription> found = new LinkedHashMap<>();
    rows.forEach(row -> found.put(table.key(row), table.read(row)));
    unflushed.forEach(
        (key, write) -> {
          if (write instanceof Write.Update update && update.state() instanceof Subscription put) {
            found.put(key, put);
          } else {
            found.remove(key);
          }
        });
    return new ArrayList<>(found.values());
  }

  @Override
  public CompletableFuture<Void> forEach(BiConsumer<ClientId, Subscription> receiver) {
    return shared
        .writeBehind()
        .flush(table.spec)
        .thenCompose(
            flushed ->
                shared
                    .reader()
                    .scan(
                        table.spec,
                        row -> {
                          ClientId client = table.client(row);
                          orphans.subscription(client, table.epoch(row));
                          receiver.accept(client, table.read(row));
                        }));
  }
}
