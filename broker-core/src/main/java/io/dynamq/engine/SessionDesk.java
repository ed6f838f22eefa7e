package io.dynamq.engine;

import io.dynamq.control.SessionCopy;
import io.dynamq.message.ClientId;
import io.dynamq.message.Subscription;
import io.dynamq.session.PositionSource;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Takes saved sessions out, brings them in, and takes deliveries back, for operators. Only sessions
 * whose client is absent: what is under way with one that is there changes with every packet. Any
 * thread; answers fail with a sentence for the operator.
 */
final class SessionDesk {
  private static final int PAGE_MESSAGES = 1_000;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int MESSAGES_MAX = 100_000;
  private static final long BYTES_MAX = 32L << 20;

  private final Core core;

  SessionDesk(Core core) {
    this.core = core;
  }

  /** A saved session of an absent client, and what it subscribes to. */
  private record Absent(
      Offline offline, StoredSession state, Lease lease, List<Subscription> subscriptions) {}

  private CompletableFuture<Absent> absent(String clientId) {
    Home home = clientId.isEmpty() ? null : core.sessions.find(new ClientId(clientId));
    return home == null
        ? refused("there is no session of this client here")
        : absent(home);
  }

  private static CompletableFuture<Absent> absent(Home home) {
    return home.ask(
            owner ->
                owner.live() != null || owner.isAwaited() || owner.offline() == null
                    ? null
                    : new Absent(
                        owner.offline(),
                        owner.offline().state(),
                        owner.lease(),
                        List.copyOf(owner.subscriptions().all())))
        .thenCompose(
            found ->
                found == null
                    ? refused("the client is connected: emqx_ctl clients kick makes it absent")
                    : CompletableFuture.completedFuture(found));
  }

  private static <T> CompletableFuture<T> refused(String why) {
    return CompletableFuture.failedFuture(new IllegalStateException(why));
  }

  CompletableFuture<SessionCopy> export(String clientId) {
    return absent(clientId)
        .thenCompose(
            found -> {
              Unacknowledged wanted = new Unacknowledged(found.state.inflight());
              return walk(found.state.client(), Position.START, wanted)
                  .thenApply(done -> copy(found, wanted.messages));
            });
  }

  private static SessionCopy copy(Absent found, List<StoredMessage> messages) {
    StoredSession state = found.state;
    return new SessionCopy(
        state.client().value(),
        state.username(),
        state.protocolVersion(),
        state.expirySeconds(),
        state.createdAtMillis(),
        state.connectedAtMillis(),
        state.disconnectedAtMillis(),
        state.zone(),
        state.will(),
        found.subscriptions,
        messages);
  }

  /** Collects what the client has not acknowledged. */
  private final class Unacknowledged implements Consumer<StoredMessage> {
    private final List<StoredMessage> messages = new ArrayList<>();
    private final Position sentThrough;
    private final Set<Position> unfinished = new HashSet<>();
    private long bytes;

    Unacknowledged(InflightSnapshot inflight) {
      sentThrough = inflight.sentThrough();
      for (Outbound one : inflight.outbound()) {
        if (!one.released()) {
          unfinished.add(one.position());
        }
      }
    }

    @Override
    public void accept(StoredMessage stored) {
      boolean waits = stored.position().compareTo(sentThrough) > 0;
      boolean wanted = waits || unfinished.contains(stored.position());
      if (wanted && !stored.isVoid() && !stored.message().isExpired(core.time.epochMillis())) {
        messages.add(stored);
        bytes += stored.message().size();
        if (messages.size() > MESSAGES_MAX || bytes > BYTES_MAX) {
          throw new IllegalStateException(
              "more is queued than fits: %d messages or %d MB"
                  .formatted(MESSAGES_MAX, BYTES_MAX >> 20));
        }
      }
    }
  }

  /** Shows every message behind a position to somebody. */
  private CompletableFuture<Void> walk(
      ClientId client, Position after, Consumer<StoredMessage> receiver) {
    return core.storage
        .inflight()
        .read(client, after, PAGE_MESSAGES, PAGE_BYTES)
        .thenCompose(
            page -> {
              page.forEach(receiver);
              return page.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : walk(client, page.get(page.size() - 1).position(), receiver);
            });
  }

  /** Makes a session; complete when the store has it and it takes messages. */
  CompletableFuture<Void> restore(String clientId, SessionCopy copy) {
    ClientId client = new ClientId(clientId);
    if (core.sessions.find(client) != null) {
      return refused("there is a session of this client, or it is connected");
    }
    return core.storage
        .sessions()
        .find(client)
        .thenCompose(
            found ->
                found != null
                    ? SessionDesk.<Void>refused("there is a session of this client in the store")
                    : made(client, copy));
  }

  private CompletableFuture<Void> made(ClientId client, SessionCopy copy) {
    return core.storage
        .sessions()
        .claim(client)
        .thenCompose(
            claim -> {
              Lease lease = claim.lease();
              StoredSession session =
                  session(client, copy).ownedBy(lease.node(), lease.epoch());
              return kept(lease, session, copy)
                  .thenCompose(
                      done -> new Succession(core).claimed(session, copy.subscriptions()))
                  .whenComplete(
                      (done, fault) -> {
                        if (fault != null) {
                          core.storage.sessions().delete(lease);
                        }
                      });
            });
  }

  private CompletableFuture<Void> kept(Lease lease, StoredSession session, SessionCopy copy) {
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (Subscription one : copy.subscriptions()) {
      writes.add(core.storage.subscriptions().put(lease, one, Durability.STORE));
    }
    PositionSource positions = new PositionSource(lease);
    for (StoredMessage one : copy.messages()) {
      Position place = positions.next(core.time.epochMicros());
      writes.add(core.storage.inflight().append(lease, one.at(place), Durability.STORE));
    }
    writes.add(core.storage.sessions().save(lease, session, Durability.STORE));
    return CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new));
  }

  /** Everything in its queue has yet to be sent. Its expiry runs on from when it was left. */
  private static StoredSession session(ClientId client, SessionCopy copy) {
    return new StoredSession(
        client,
        0,
        "",
        false,
        copy.protocolVersion(),
        copy.username(),
        copy.createdAtMillis(),
        copy.connectedAtMillis(),
        copy.disconnectedAtMillis(),
        copy.expirySeconds(),
        copy.will(),
        InflightSnapshot.EMPTY,
        copy.zone());
  }

  /**
   * Deliveries that were sent and never acknowledged count as not sent: the client gets them again
   * as new ones. What has been released by PUBREL goes on.
   *
   * @return how many
   */
  CompletableFuture<Integer> rewind(String clientId) {
    return absent(clientId)
        .thenCompose(
            found -> {
              List<Position> open =
                  found.state.inflight().outbound().stream()
                      .filter(one -> !one.released() && one.position() != null)
                      .map(Outbound::position)
                      .sorted()
                      .toList();
              return open.isEmpty()
                  ? CompletableFuture.completedFuture(0)
                  : rewind(found, open);
            });
  }

  private CompletableFuture<Integer> rewind(Absent found, List<Position> open) {
    Position first = open.get(0);
    Position before = new Position(first.epoch(), first.sequence() - 1);
    Position through = found.state.inflight().sentThrough();
    Set<Position> unfinished = new HashSet<>(open);
    List<Position> done = new ArrayList<>();
    return walk(
            found.state.client(),
            before,
            stored -> {
              // Acknowledged, and not gone from the queue yet: it must not come again.
              if (stored.position().compareTo(through) <= 0
                  && !unfinished.contains(stored.position())) {
                done.add(stored.position());
              }
            })
        .thenCompose(
            walked ->
                core.sessions
                    .restored(found.state.client())
                    .ask(home -> apply(home, found, before, done)))
        .thenCompose(Function.identity())
        .thenApply(kept -> open.size());
  }

  private CompletableFuture<Void> apply(
      Home home, Absent found, Position before, List<Position> done) {
    Offline offline = home.offline();
    if (offline != found.offline || home.live() != null || home.isAwaited()
        || !offline.state().inflight().equals(found.state.inflight())) {
      return refused("the client has come back meanwhile");
    }
    core.storage.inflight().removeAll(home.lease(), done);
    InflightSnapshot was = found.state.inflight();
    return offline.rewound(
        new InflightSnapshot(
            before,
            was.outbound().stream().filter(Outbound::released).toList(),
            was.inboundQos2(),
            was.doubtful()));
  }
}
