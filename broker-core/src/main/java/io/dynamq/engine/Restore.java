package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads the store at start-up into homes, subscription table, retained index, delays. */
final class Restore {
  private final Core core;
  private final Revival revival;
  private final Map<ClientId, List<Subscription>> subscriptions = new HashMap<>();
  private final List<CompletableFuture<Void>> restored = new ArrayList<>();
  private final List<StoredSession> groups = new ArrayList<>();
  private final Map<TopicFilter, Home> members = new HashMap<>();

  Restore(Core core) {
    this.core = core;
    this.revival = new Revival(core);
  }

  CompletableFuture<Integer> run() {
    return core.storage
        .retained()
        .forEach(core.retainedMirror::found)
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
                CompletableFuture.allOf(restored.toArray(CompletableFuture[]::new)))
        .thenCompose(done -> restoreGroups())
        .thenApply(
            done -> {
              core.storage.watch(new Succession(core));
              return restored.size();
            });
  }

  /** Their members are back. */
  private CompletableFuture<Void> restoreGroups() {
    return CompletableFuture.allOf(
            groups.stream().map(core.groups::restore).toArray(CompletableFuture[]::new))
        .thenCompose(done -> openGroups());
  }

  /** Members of a group that has no queue yet: it is of an older version or was being opened. */
  private CompletableFuture<Void> openGroups() {
    List<CompletableFuture<Void>> opened = new ArrayList<>();
    members.forEach(
        (filter, member) -> {
          if (core.groups.find(filter.text()) == null) {
            opened.add(core.groups.joined(member, filter, core.zone("external")));
          }
        });
    return CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new));
  }

  private void restore(StoredSession stored) {
    if (stored.createdAtMillis() == 0) {
      // Claimed but never saved: its owner died before CONNACK, so nothing was promised.
      return;
    }
    if (Groups.isReserved(stored.client().value())) {
      groups.add(stored);
      return;
    }
    List<Subscription> found = subscriptions.remove(stored.client());
    List<Subscription> filters = found == null ? List.of() : found;
    for (Subscription subscription : filters) {
      if (subscription.filter().isShared()) {
        members.put(subscription.filter(), core.sessions.restored(stored.client()));
      }
    }
    restored.add(revival.revive(stored, filters));
  }
}
