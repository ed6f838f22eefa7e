package io.dynamq.engine;

import io.dynamq.message.Subscription;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Connect;
import io.dynamq.session.PendingAck;
import io.dynamq.session.SessionProfile;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.StoredSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The last steps of CONNECT, in the mailbox and on the connection's loop: decide between resuming
 * and starting anew, build the session, run the hooks, answer, replay.
 */
final class Admission {
  private final Home home;
  private final Core core;
  private final Attach attach;

  Admission(Home home, Core core, Attach attach) {
    this.home = home;
    this.core = core;
    this.attach = attach;
  }

  /** A session that ends with its connection, where no state exists. */
  void admitTransient() {
    start(null, new InflightStore.Backlog(0, 0));
  }

  /**
   * A session under a fresh lease.
   *
   * @param previous what the store held, null if nothing
   */
  void admitPersistent(
      StoredSession previous, List<Subscription> loaded, InflightStore.Backlog backlog) {
    if (resumes(previous)) {
      resumeSubscriptions(loaded);
      start(previous, backlog);
      return;
    }
    CompletableFuture<Void> purged = discard(previous, loaded);
    if (!attach.wantsPersistence()) {
      StoredSession ended =
          previous == null
              ? null
              : previous
                  .ownedBy(home.lease().node(), home.lease().epoch())
                  .endedAt(core.time.epochMillis());
      home.ownership().deleteAfter(ended, purged);
    }
    start(null, new InflightStore.Backlog(0, 0));
  }

  /** Whether the client goes on with what the store held. */
  boolean resumes(StoredSession previous) {
    return previous != null
        && previous.createdAtMillis() > 0
        && !attach.connect().cleanStart()
        && core.time.epochMillis() < previous.expiresAtMillis();
  }

  private void resumeSubscriptions(List<Subscription> loaded) {
    if (home.leaving().isUnderWay()) {
      // It was claimed by another node and is claimed again.
      home.unsubscribeAll();
    }
    for (Subscription subscription : loaded) {
      if (home.subscriptions().put(subscription) == null) {
        core.table.add(home, subscription);
        core.groups.joined(home, subscription.filter(), attach.zone());
      }
    }
  }

  /** The client asked for a clean start, or the old session had expired. */
  private CompletableFuture<Void> discard(StoredSession previous, List<Subscription> loaded) {
    Offline offline = home.offline();
    if (offline != null) {
      offline.publishWill();
    } else if (previous != null && previous.will() != null && !previous.connected()) {
      // It was offline on another node; where it is still connected, that node publishes.
      core.wills.publish(PendingWill.restored(previous.will()));
    }
    home.unsubscribeAll();
    for (Subscription subscription : loaded) {
      core.storage
          .subscriptions()
          .remove(
              home.lease(), subscription.filter(), core.settings.durability().base());
    }
    if (previous != null) {
      core.meters.count(Metric.SESSION_DISCARDED);
      core.hooks.sessionTerminated(attach.info(), EndCause.DISCARDED.word());
      core.history.sessionEnded(home, EndCause.DISCARDED.word());
      return new Purge(core, home, previous.inflight()).run();
    }
    return CompletableFuture.completedFuture(null);
  }

  private void start(StoredSession resumed, InflightStore.Backlog backlog) {
    Connect connect = attach.connect();
    SessionProfile profile =
        new SessionProfile(
            connect.version(),
            connect.options().receiveMaximum(),
            connect.options().topicAliasMaximum(),
            attach.zone().session(),
            home.lease() == null ? null : home.positions());
    Live live = new Live(home, core, attach, profile);
    List<PendingAck> unsettled =
        home.offline() == null ? List.of() : home.offline().unsettled();
    live.createdAt(
        resumed == null ? attach.info().connectedAtMillis() : resumed.createdAtMillis());
    home.goLive(live);
    if (resumed == null) {
      core.meters.count(Metric.SESSION_CREATED);
      core.hooks.sessionCreated(attach.info());
      core.history.sessionCreated(home);
    } else {
      core.meters.count(Metric.SESSION_RESUMED);
    }
    core.meters.count(Metric.CLIENT_CONNECTED);
    core.hooks.clientConnected(attach.info());
    live.welcome(attach, resumed != null);
    if (resumed != null) {
      if (resumed.connected() || resumed.inflight().doubtful()) {
        live.distrustSnapshot(core.settings.durability().base() != Durability.MEMORY);
      }
      InflightSnapshot inflight = resumed.inflight();
      live.resume(inflight, unsettled, backlog);
    }
    home.ownership().saveSoon(core.settings.durability().base());
    if (attach.channel().isClosed()) {
      live.end(EndCause.LOST, "closed while connecting");
    } else {
      attach.channel().attached(live);
      if (resumed != null) {
        live.subscribing().review();
      }
      live.subscribing().subscribeAutomatically();
      live.afterDrain();
    }
  }
}
