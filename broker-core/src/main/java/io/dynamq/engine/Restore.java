package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads the store at start-up into homes, subscription table, retained index, delays. */
final class Restore {
  private final Core core;
  private final Map<ClientId, List<Subscription>> subscriptions = new HashMap<>();
  private final List<CompletableFuture<Void>> restored = new ArrayList<>();

  Restore(Core core) {
    this.core = core;
  }

  CompletableFuture<Integer> run() {
    return core.storage
        .retained()
        .forEach(core.retained::put)
        .thenCompose(
            done ->
                core.storage
                    .subscriptions()
                    .forEach(
                        (client, subscription) ->
                            subscriptions
                                .computeIfAbsent(client, key -> new ArrayList<>(1))
                                .add(subscription)))
        .thenCompose(done -> core.storage.sessions().forEach(this::restore))
        .thenCompose(done -> core.delayed.restore())
        .thenCompose(
            done ->
                CompletableFuture.allOf(restored.toArray(CompletableFuture[]::new))
                    .thenApply(all -> restored.size()));
  }

  private void restore(StoredSession stored) {
    if (stored.createdAtMillis() == 0) {
      // Claimed but never saved: its owner died before CONNACK, so nothing was promised.
      return;
    }
    // Its node died with the client connected; expiry and will delay count from now.
    StoredSession session =
        stored.connected() ? stored.disconnectedAt(core.time.epochMillis()) : stored;
    List<Subscription> filters = subscriptions.remove(stored.client());
    restored.add(
        core.sessions
            .restored(stored.client())
            .ask(
                home -> {
                  home.restore(session, filters == null ? List.of() : filters);
                  return null;
                }));
  }
}
