package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.packet.ReasonCode;
import io.dynamq.session.PendingAck;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A persistent session without connection: figures and deadlines; messages go to the store. Runs in
 * the mailbox of its home.
 */
final class Offline {
  /** How long a will that is due waits for the store. */
  private static final long CONFIRM_MILLIS = 5_000;

  /** How soon a will that must wait is looked at again. */
  private static final long AGAIN_MILLIS = 1_000;

  private final Home home;
  private final Core core;
  private final SessionLimits limits;
  private StoredSession state;
  private final OfflineQueue queue;
  private long unacknowledged;
  private PendingWill will;
  private long confirmUntil;
  private boolean overdue;

  /** The publication of the will that is under way; until its end the will is the session's. */
  private WillTurn turn;

  private List<PendingAck> unsettled = List.of();

  /**
   * @param stored what the store holds, null if it has not been counted since start-up
   */
  Offline(
      Home home,
      Core core,
      SessionLimits limits,
      StoredSession state,
      InflightStore.Backlog stored) {
    this.home = home;
    this.core = core;
    this.limits = limits;
    this.state = state;
    this.unacknowledged = unacknowledged(state.inflight());
    this.will = PendingWill.restored(state.will());
    this.queue = new OfflineQueue(home, core, this, limits, stored);
  }

  /** As it was packed. */
  static Offline unpacked(Home home, Core core, Lease lease, PackedReader in) {
    StoredSession state = new PackedSession(lease).read(in);
    Offline offline =
        new Offline(
            home, core, core.zoneOf(state).session(), state, InflightStore.Backlog.EMPTY);
    offline.queue.unpack(in);
    return offline;
  }

  /** Whether nothing is under way and nothing is known of its client that the row does not say. */
  boolean isAtRest() {
    return will == null
        && !state.connected()
        && confirmUntil == 0
        && !overdue
        && unsettled.isEmpty()
        && queue.isAtRest();
  }

  boolean hasWill() {
    return will != null;
  }

  void pack(PackedWriter out) {
    new PackedSession(home.lease()).write(state, out);
    queue.pack(out);
  }

  StoredSession state() {
    return state;
  }

  SessionLimits limits() {
    return limits;
  }

  /** Messages of the stored queue are shared groups' now: the client is not sent them again. */
  void passedOn(List<StoredMessage> moved) {
    Set<Position> positions = new HashSet<>();
    for (StoredMessage stored : moved) {
      positions.add(stored.position());
      queue.left(stored);
    }
    InflightSnapshot left = state.inflight().without(positions);
    if (left.outbound().size() < state.inflight().outbound().size()) {
      unacknowledged = unacknowledged(left);
      state = state.with(left).ownedBy(home.lease().node(), home.lease().epoch());
      home.ownership().saveOffline(will == null ? state.withoutWill() : state);
    }
  }

  /** The will with what is known of its client beyond the store; null if there is none. */
  void waitWith(PendingWill known) {
    will = known;
  }

  /** Remembers QoS 2 publishes of the client whose promise is still awaited. */
  void await(List<PendingAck> acks) {
    unsettled = acks;
  }

  /** QoS 2 publishes whose promise was still awaited when the connection ended. */
  List<PendingAck> unsettled() {
    return unsettled;
  }

  /**
   * The client may come back before it learns the outcome, see {@link #unsettled}. If the promise
   * failed, its repetition must be taken as new, also after a restart.
   */
  void settled(PendingAck ack, ReasonCode code) {
    ack.settle(code);
    if (code.isError()) {
      state = state.with(state.inflight().without(ack.packetId()));
      save(will == null ? state.withoutWill() : state, core.settings.durability().base());
    }
  }

  /** What a PUBLISH of the client led to is kept, so its identifier must be too. */
  CompletableFuture<Void> remember(PendingAck ack, Durability durability) {
    state = state.with(state.inflight().with(ack.packetId()));
    return home.ownership().saveOffline(will == null ? state.withoutWill() : state, durability);
  }

  /** An operator has taken deliveries back. */
  CompletableFuture<Void> rewound(InflightSnapshot left) {
    state = state.with(left).ownedBy(home.lease().node(), home.lease().epoch());
    unacknowledged = unacknowledged(left);
    return home.ownership()
        .saveOffline(will == null ? state.withoutWill() : state, Durability.STORE);
  }

  /** A claim came to nothing: nobody was told more than this says. */
  void unclaimed() {
    state = state.ownedBy(home.lease().node(), home.lease().epoch());
    home.ownership().saveOffline(will == null ? state.withoutWill() : state);
  }

  OfflineQueue queue() {
    return queue;
  }

  /** Messages that were sent and are not acknowledged; they are stored but do not wait. */
  long unacknowledged() {
    return unacknowledged;
  }

  /** Everything up to there that is not unfinished was given up. */
  void passed(Position through) {
    state =
        state
            .with(state.inflight().through(through))
            .ownedBy(home.lease().node(), home.lease().epoch());
    home.ownership().saveOffline(will == null ? state.withoutWill() : state);
  }

  private static long unacknowledged(InflightSnapshot inflight) {
    return inflight.outbound().stream().filter(one -> !one.released()).count();
  }

  /** Asks to be woken when will or expiry is due, or the queue wants to be. */
  void scheduleDeadline() {
    long due = Math.min(willDueMillis(), state.expiresAtMillis());
    home.wakeAt(confirmUntil > 0 ? confirmUntil : Math.min(due, queue.nextDueMillis()));
  }

  private long willDueMillis() {
    return will == null
        ? Long.MAX_VALUE
        : state.disconnectedAtMillis() + will.delaySeconds() * 1_000;
  }

  void deadlineReached(long nowMillis) {
    if (turn != null) {
      return;
    }
    boolean expired = nowMillis >= state.expiresAtMillis();
    boolean due = will != null && (expired || nowMillis >= willDueMillis());
    if (due && (core.wills.mustWait(will) || core.sessions.isClosing())) {
      // Its session lasts until then, so that its row still has the will after a restart. A broker
      // that stops could not try again if somebody's queue did not take it.
      overdue = true;
      confirmUntil = 0;
      home.wakeAt(nowMillis + AGAIN_MILLIS);
      return;
    }
    if ((due || expired) && confirmUntil == 0) {
      confirmUntil = nowMillis + CONFIRM_MILLIS;
      confirmOwnership();
      return;
    }
    if ((due || expired) && !core.storage.isSure()) {
      confirmUntil = nowMillis + CONFIRM_MILLIS;
      home.wakeAt(confirmUntil);
      return;
    }
    confirmUntil = 0;
    if (due) {
      beginWill();
    } else if (expired) {
      home.terminate(info(), "expired", state.inflight(), queue.mayHoldAny());
    } else {
      queue.due(nowMillis);
      scheduleDeadline();
    }
  }

  /**
   * Asks the store whether the session is still this node's before its will is published or it
   * ends: the client may have come back in time on another one [MQTT-3.1.3-9]. A store that does
   * not answer soon does not hold a will back, unless another node may have taken over.
   */
  private void confirmOwnership() {
    home.wakeAt(confirmUntil);
    CompletableFuture<Void> write =
        save(will == null ? state.withoutWill() : state, Durability.STORE);
    if (write.isDone() && !write.isCompletedExceptionally()) {
      deadlineReached(core.time.epochMillis());
      return;
    }
    write.whenComplete(
        (done, fault) -> {
          if (fault == null || !StorageException.isFenced(fault)) {
            home.post(Mail.of(this::confirmed));
          }
        });
  }

  private void confirmed(Home owner) {
    // A client that is coming back has come in time; its claim would be followed by this end.
    if (owner.offline() == this && confirmUntil > 0 && !owner.isAwaited()) {
      deadlineReached(core.time.epochMillis());
    }
  }

  /** The delay is over or the session ends [MQTT-3.1.3-9]; its row has the will until that is done. */
  void beginWill() {
    Message message = will.message(core);
    if (message == null) {
      will = null;
      save(state.withoutWill(), core.settings.durability().base());
      scheduleDeadline();
      return;
    }
    Durability durability = core.asked(message);
    boolean bundled = message.qos() == Qos.EXACTLY_ONCE && durability != Durability.MEMORY;
    Bundle bundle = bundled ? core.storage.bundle(message, durability) : null;
    turn = new WillTurn(core, message, bundle, one -> home.post(Mail.of(h -> answered(h, one))));
    home.wakeAt(Long.MAX_VALUE);
    turn.begin();
  }

  private void answered(Home owner, WillTurn one) {
    boolean isOver = owner.offline() == this && turn == one && one.isComplete();
    CompletableFuture<Void> kept = one.keep(isOver ? home.lease() : null);
    if (!isOver) {
      one.settled();
      core.wills.again(one);
      return;
    }
    will = null;
    turn = null;
    CompletableFuture<Void> row =
        home.ownership().saveOffline(state.withoutWill(), one.durability());
    CompletableFuture.allOf(kept, row).whenComplete((done, fault) -> one.settled());
    scheduleDeadline();
  }

  /** The session ends before its time; what is under way goes on. */
  void publishWill() {
    if (will != null) {
      if (turn == null) {
        core.wills.publish(will);
      }
      turn = null;
      will = null;
      save(state.withoutWill(), core.settings.durability().base());
    }
  }

  /** An operator ends the session; a will that waits is due with that [MQTT-3.1.2-8]. */
  void discard() {
    publishWill();
    home.terminate(info(), "discarded", state.inflight(), queue.mayHoldAny());
  }

  /** The client is back. A will that only waited for the store is published all the same. */
  void returned() {
    if (overdue && will != null && turn == null) {
      core.wills.publish(will);
      will = null;
    }
  }

  private CompletableFuture<Void> save(StoredSession session, Durability durability) {
    Lease lease = home.lease();
    CompletableFuture<Void> write =
        core.storage
            .sessions()
            .save(lease, session.ownedBy(lease.node(), lease.epoch()), durability);
    home.guard(write);
    return write;
  }

  /** What hooks are told of a client that is not here. */
  ClientInfo info() {
    return new ClientInfo(
        state.client(),
        state.username(),
        "0.0.0.0",
        0,
        0,
        state.protocolVersion(),
        false,
        0,
        state.expirySeconds(),
        state.connectedAtMillis());
  }
}
