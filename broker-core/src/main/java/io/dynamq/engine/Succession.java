package io.dynamq.engine;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Metric;
import io.dynamq.store.Lease;
import io.dynamq.store.Neighbours;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes over what dead nodes left, and gives up what others have claimed. Any thread. */
final class Succession implements Neighbours {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final Core core;
  private final Revival revival;
  private final ConcurrentLinkedQueue<StoredSession> groups = new ConcurrentLinkedQueue<>();
  private final Map<TopicFilter, Home> members = new ConcurrentHashMap<>();

  Succession(Core core) {
    this.core = core;
    this.revival = new Revival(core);
  }

  @Override
  public CompletableFuture<Void> inherited(
      StoredSession session, List<Subscription> subscriptions) {
    if (core.sessions.isClosing()) {
      return CompletableFuture.failedFuture(new IllegalStateException("the broker stops"));
    }
    if (Groups.isReserved(session.client().value())) {
      groups.add(session);
      return DONE;
    }
    core.meters.count(Metric.SESSION_INHERITED);
    return revived(session, subscriptions, home -> noteGroups(home, subscriptions));
  }

  @Override
  public CompletableFuture<Void> claimed(
      StoredSession session, List<Subscription> subscriptions) {
    if (core.sessions.isClosing() || Groups.isReserved(session.client().value())) {
      return DONE;
    }
    return revived(session, subscriptions, home -> joinGroups(home, subscriptions));
  }

  /** Brings the session up, then does something with its home, where that lives. */
  private CompletableFuture<Void> revived(
      StoredSession session, List<Subscription> subscriptions, Consumer<Home> then) {
    return revival
        .revive(session, subscriptions)
        .thenCompose(
            done ->
                core.sessions
                    .restored(session.client())
                    .ask(
                        home -> {
                          then.accept(home);
                          return null;
                        }));
  }

  private void joinGroups(Home home, List<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      if (subscription.filter().isShared() && home.lease() != null) {
        core.groups.joined(home, subscription.filter(), core.zone("external"));
      }
    }
  }

  private void noteGroups(Home home, List<Subscription> subscriptions) {
    for (Subscription subscription : subscriptions) {
      if (subscription.filter().isShared()) {
        members.put(subscription.filter(), home);
      }
    }
  }

  @Override
  public void inherited(Message delayed) {
    core.delayed.inherited(delayed);
  }

  /** Its members are here, so its groups can be. */
  @Override
  public void died(String node) {
    List<CompletableFuture<Void>> opened = new ArrayList<>();
    for (StoredSession row = groups.poll(); row != null; row = groups.poll()) {
      opened.add(core.groups.restore(row));
    }
    CompletableFuture.allOf(opened.toArray(CompletableFuture[]::new))
        .whenComplete((done, fault) -> openGroups());
    core.hooks.nodeDied(node);
  }

  private void openGroups() {
    members.forEach(
        (filter, member) -> core.groups.joined(member, filter, core.zone("external")));
    members.clear();
  }

  @Override
  public Map<ClientId, Long> served() {
    Map<ClientId, Long> served = new HashMap<>();
    core.sessions.all().forEach(home -> put(served, home.lease()));
    core.groups.all().forEach(group -> put(served, group.tenure().lease()));
    return served;
  }

  private static void put(Map<ClientId, Long> served, Lease lease) {
    if (lease != null) {
      served.put(lease.client(), lease.epoch());
    }
  }

  @Override
  public void moved(ClientId client, long epoch) {
    Home home = core.sessions.find(client);
    if (home != null) {
      home.post(Mail.of(owner -> owner.ownership().lostThrough(epoch)));
    }
    GroupHome group = core.groups.find(client.value());
    if (group != null) {
      group.post(() -> group.tenure().lostThrough(epoch));
    }
  }

  @Override
  public void expelled() {
    core.delayed.abandon();
    for (Home home : core.sessions.all()) {
      moved(home.clientId(), Long.MAX_VALUE);
    }
    for (GroupHome group : core.groups.all()) {
      moved(group.clientId(), Long.MAX_VALUE);
    }
  }
}
