package io.dynamq.engine;

import io.dynamq.message.Subscription;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The queues of shared groups on this node, by filter text. Any thread. */
final class Groups {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Core core;
  private final List<Executor> loops;
  private final ConcurrentMap<String, GroupHome> byFilter = new ConcurrentHashMap<>();
  private final ConcurrentMap<GroupHome, Long> retries = new ConcurrentHashMap<>();

  Groups(Core core, List<Executor> loops) {
    this.core = core;
    this.loops = List.copyOf(loops);
  }

  /** Whether a client may not have this id because it could be that of a group. */
  static boolean isReserved(String clientId) {
    return clientId.startsWith("$share/") || clientId.startsWith("$queue/");
  }

  /** Null if the group has no queue here. */
  GroupHome find(String filter) {
    return byFilter.get(filter);
  }

  Collection<GroupHome> all() {
    return byFilter.values();
  }

  int count() {
    return byFilter.size();
  }

  void remove(GroupHome group) {
    byFilter.remove(group.filter().text(), group);
    retries.remove(group);
  }

  private GroupHome home(TopicFilter filter) {
    int loop = Math.floorMod(filter.text().hashCode(), loops.size());
    return byFilter.computeIfAbsent(
        filter.text(), text -> new GroupHome(core, filter, loops.get(loop)));
  }

  /**
   * A member's subscription is in the table.
   *
   * @return completes when the group has a queue, if the member's session is saved
   */
  CompletableFuture<Void> joined(Home member, TopicFilter filter, Zone zone) {
    if (!filter.isShared()) {
      return DONE;
    }
    CompletableFuture<Void> answer = DONE;
    if (member.isPersistent()) {
      answer = new CompletableFuture<>();
      join(filter, zone, answer);
    }
    GroupHome group = byFilter.get(filter.text());
    if (group != null && member.isOnline()) {
      group.here(member);
    }
    return answer;
  }

  private void join(TopicFilter filter, Zone zone, CompletableFuture<Void> answer) {
    GroupHome group = home(filter);
    group.post(
        () -> {
          if (!group.tenure().join(zone, answer)) {
            join(filter, zone, answer);
          }
        });
  }

  /** A member's subscription is not in the table any more. */
  void left(Home member, TopicFilter filter) {
    GroupHome group = filter.isShared() ? byFilter.get(filter.text()) : null;
    if (group != null) {
      group.left(member);
    }
  }

  /** A connection serves the member. */
  void online(Home member) {
    forEachOf(member, group -> group.here(member));
  }

  /** The member's connection has ended, its session goes on. */
  void offline(Home member) {
    forEachOf(member, GroupHome::away);
  }

  private void forEachOf(Home member, Consumer<GroupHome> receiver) {
    if (byFilter.isEmpty()) {
      return;
    }
    for (Subscription subscription : member.subscriptions().all()) {
      GroupHome group = byFilter.get(subscription.filter().text());
      if (group != null) {
        receiver.accept(group);
      }
    }
  }

  /** Wakes the group when the time has come. */
  void retryAt(GroupHome group, long millis) {
    retries.merge(group, millis, Math::min);
  }

  void due(long nowMillis) {
    retries.forEach(
        (group, at) -> {
          if (nowMillis >= at && retries.remove(group, at)) {
            group.post(() -> {});
          }
        });
  }

  /** Completes when every group has done what it was asked for before this call. */
  CompletableFuture<Void> settled() {
    return CompletableFuture.allOf(
        byFilter.values().stream()
            .map(
                group -> {
                  CompletableFuture<Void> done = new CompletableFuture<>();
                  group.post(() -> done.complete(null));
                  return done;
                })
            .toArray(CompletableFuture[]::new));
  }

  /**
   * At start-up, when all members are back: claims what the store kept, so that new positions are
   * behind the old ones whatever the clock says. Without members it is deleted.
   */
  CompletableFuture<Void> restore(StoredSession row) {
    CompletableFuture<Void> restored = new CompletableFuture<>();
    join(TopicFilter.of(row.client().value()), core.zoneOf(row), restored);
    return restored;
  }
}
