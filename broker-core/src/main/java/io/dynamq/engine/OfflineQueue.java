package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Texts;
import io.dynamq.observe.DropReason;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.QueueBounds;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stored queue of an absent session: how long it is, its limits, and what gives way. The oldest
 * messages are in the store only; they are read and given up many at a time, so the queue may be a
 * little longer than its limit meanwhile. In the mailbox of its home.
 */
final class OfflineQueue {
  private static final Logger LOG = LoggerFactory.getLogger(OfflineQueue.class);
  private static final long SOON_MILLIS = 1_000;
  private static final double TRIM_SHARE = 0.125;
  private static final int PAGE_MESSAGES = 256;
  private static final int PAGE_BYTES = 1 << 20;

  private final Home home;
  private final Core core;
  private final Offline session;
  private final SessionLimits limits;
  private final OverflowPolicy overflow;
  private long messages;
  private long bytes;
  private InflightStore.Backlog appended = InflightStore.Backlog.EMPTY;
  private boolean counted;
  private boolean counting;
  private boolean trimming;
  private long countAt;
  private long trimAt = Long.MAX_VALUE;
  private long sweepAt = Long.MAX_VALUE;

  /**
   * @param stored what the store holds, null if it has not been counted since start-up
   */
  OfflineQueue(
      Home home,
      Core core,
      Offline session,
      SessionLimits limits,
      InflightStore.Backlog stored) {
    this.home = home;
    this.core = core;
    this.session = session;
    this.limits = limits;
    overflow = limits.excess().overflow();
    counted = stored != null;
    messages = counted ? stored.messages() : 0;
    bytes = counted ? stored.bytes() : 0;
    if (limits.excess().maxAgeMillis() > 0 && !(counted && messages == 0)) {
      // Nobody knows how old the oldest is. Not all sessions of a broker at once.
      sweepAt =
          core.time.epochMillis()
              + 1
              + Math.floorMod(home.clientId().hashCode(), limits.excess().maxAgeMillis());
    }
    noteFull();
  }

  /** Goes on as it was packed. */
  void unpack(PackedReader in) {
    counted = in.flag();
    messages = in.number();
    bytes = in.number();
    appended = new InflightStore.Backlog(in.number(), in.number());
    long sweep = in.number();
    sweepAt = sweep == 0 ? Long.MAX_VALUE : sweep;
    noteFull();
  }

  /** Whether nothing is being read or about to give way. */
  boolean isAtRest() {
    return !counting && !trimming && trimAt == Long.MAX_VALUE;
  }

  void pack(PackedWriter out) {
    out.flag(counted).number(messages).number(bytes);
    out.number(appended.messages()).number(appended.bytes());
    out.number(sweepAt == Long.MAX_VALUE ? 0 : sweepAt);
  }

  /** All that is stored for the session. */
  long messages() {
    return messages;
  }

  /** What is queued as far as this node has counted. */
  InflightStore.Backlog backlog() {
    return new InflightStore.Backlog(messages, bytes);
  }

  /** What came since the client is away. */
  InflightStore.Backlog appended() {
    return appended;
  }

  /** False only if it is known to be empty. */
  boolean mayHoldAny() {
    return !counted || messages > 0;
  }

  private long waiting() {
    return Math.max(0, messages - session.unacknowledged());
  }

  void left(StoredMessage stored) {
    messages = Math.max(0, messages - 1);
    bytes = Math.max(0, bytes - stored.message().size());
    noteFull();
  }

  // ---- what comes

  void deliver(Message message, Terms terms, Receipt receipt) {
    Qos qos = limits.effectiveQos(message.qos(), terms.qos());
    if (qos == Qos.AT_MOST_ONCE) {
      core.drops.fleeting(home.clientId(), message, DropReason.QOS0_MESSAGE);
      return;
    }
    count();
    StoredMessage stored =
        new StoredMessage(
            home.positions().next(core.time.epochMicros()),
            message,
            qos,
            terms.retainAsPublished() && message.retain(),
            terms.subscriptionIdentifiers(),
            terms.sharedGroup());
    DropReason refusal =
        core.watch.isUnkept(message.topic(), receipt)
            ? DropReason.STORE_AWAY
            : refusal(message, receipt);
    if (refusal != null) {
      core.drops.durable(home.clientId(), stored, refusal, DropWords.of(limits).of(refusal));
    } else {
      append(stored, receipt);
    }
  }

  private DropReason refusal(Message message, Receipt receipt) {
    if (!limits.isBounded() || waiting() == 0) {
      return null;
    }
    DropReason full = limits.fullBy(waiting(), bytes);
    DropReason over = limits.overBy(waiting() + 1, bytes + message.size());
    if (full == null && over == null) {
      return null;
    }
    Overflow way = overflow.of(message.topic(), receipt);
    if (way == Overflow.DROP_OLDEST) {
      return limits.overshoot(waiting() + 1, bytes + message.size()) > 1 ? over : null;
    }
    boolean refused =
        full != null && way == Overflow.REJECT_PUBLISHER && QueueBounds.refuse(receipt);
    return refused ? DropReason.PUBLISHER_REFUSED : full;
  }

  private void append(StoredMessage stored, Receipt receipt) {
    CompletableFuture<Void> write = core.append(home.lease(), stored, receipt);
    receipt.join(write);
    home.guard(write);
    if (write.isCompletedExceptionally()) {
      core.drops.durable(home.clientId(), stored, DropReason.ofRefusal(receipt.isRepeated()));
      return;
    }
    if (core.tracer.isOn()) {
      core.tracer.queued(home.clientId(), stored.message(), "the client is away");
    }
    if (stored.sharedGroup() != null) {
      home.membership().holds(true);
    }
    messages++;
    bytes += stored.message().size();
    appended = appended.plus(new InflightStore.Backlog(1, stored.message().size()));
    noteFull();
    if (limits.isBounded() && limits.overBy(waiting(), bytes) != null) {
      giveWay();
    }
    if (sweepAt == Long.MAX_VALUE && limits.excess().maxAgeMillis() > 0) {
      sweepAt = core.time.epochMillis() + limits.excess().maxAgeMillis();
      session.scheduleDeadline();
    }
  }

  private void noteFull() {
    if (limits.isBounded() && overflow.mayReject()) {
      core.full.note(home, overflow, limits.fullBy(waiting(), bytes) != null);
    }
  }

  /** After a restart nobody knows how much is queued until someone asks. */
  private void count() {
    if (counted || counting || !limits.isBounded() || core.time.epochMillis() < countAt) {
      return;
    }
    counting = true;
    InflightStore.Backlog before = backlog();
    core.storage
        .inflight()
        .measure(home.clientId())
        .whenComplete((found, fault) -> home.post(Mail.of(h -> counted(found, before, fault))));
  }

  private void counted(
      InflightStore.Backlog found, InflightStore.Backlog before, Throwable fault) {
    counting = false;
    if (fault != null) {
      countAt = core.time.epochMillis() + SOON_MILLIS;
      return;
    }
    counted = true;
    messages = Math.max(0, found.messages() + messages - before.messages());
    bytes = Math.max(0, found.bytes() + bytes - before.bytes());
    noteFull();
    if (isCurrent() && limits.overBy(waiting(), bytes) != null) {
      giveWay();
    }
  }

  // ---- what gives way

  private boolean isCurrent() {
    return home.offline() == session && !home.isAwaited() && !home.membership().isHandingOver();
  }

  /** At once if it is much, else with what else comes soon. */
  private void giveWay() {
    if (limits.overshoot(waiting(), bytes) >= TRIM_SHARE) {
      trim();
    } else if (trimAt == Long.MAX_VALUE && !trimming) {
      trimAt = core.time.epochMillis() + SOON_MILLIS;
      session.scheduleDeadline();
    }
  }

  /** When {@link #due} is to be called, Long.MAX_VALUE = never. */
  long nextDueMillis() {
    return Math.min(trimAt, sweepAt);
  }

  void due(long nowMillis) {
    if (nowMillis >= nextDueMillis()) {
      trim();
    }
  }

  private void trim() {
    trimAt = Long.MAX_VALUE;
    sweepAt = Long.MAX_VALUE;
    if (trimming) {
      return;
    }
    trimming = true;
    core.storage
        .inflight()
        .read(
            home.clientId(),
            session.state().inflight().sentThrough(),
            PAGE_MESSAGES,
            PAGE_BYTES)
        .whenComplete((page, fault) -> home.post(Mail.of(h -> arrived(page, fault))));
  }

  private void arrived(List<StoredMessage> page, Throwable fault) {
    trimming = false;
    if (!isCurrent()) {
      // Whoever wants the session now may not get it; then it goes on here.
      trimAt = core.time.epochMillis() + SOON_MILLIS;
      if (home.offline() == session) {
        session.scheduleDeadline();
      }
      return;
    }
    if (fault != null) {
      // While the store is away that is so for every queue, and has been said.
      if (core.storage.health().available()) {
        LOG.warn(
            "the queue of {} cannot be shortened for now: {}",
            LogField.client(home.clientId()),
            Texts.cause(fault));
      }
      trimAt = core.time.epochMillis() + SOON_MILLIS;
    } else if (page.isEmpty()) {
      // What was counted is not there.
      messages = session.unacknowledged();
      bytes = 0;
      noteFull();
    } else if (giveUp(page) == page.size()) {
      trim();
      return;
    }
    session.scheduleDeadline();
  }

  /** Gives up what is too old or too much; how many from the page's beginning. */
  private int giveUp(List<StoredMessage> page) {
    long now = core.time.epochMicros();
    List<Position> gone = new ArrayList<>();
    for (StoredMessage stored : page) {
      DropReason reason = limits.lateness(stored, now);
      if (reason == null && limits.isBounded() && waiting() > 1) {
        reason = limits.overBy(waiting(), bytes);
      }
      if (reason == null) {
        break;
      }
      core.drops.durable(home.clientId(), stored, reason, DropWords.of(limits).of(reason));
      left(stored);
      gone.add(stored.position());
    }
    if (!gone.isEmpty()) {
      session.passed(gone.get(gone.size() - 1));
      core.storage.inflight().removeAll(home.lease(), gone);
    }
    if (gone.size() < page.size() && limits.excess().maxAgeMillis() > 0) {
      sweepAt =
          page.get(gone.size()).position().sequence() / 1_000 + limits.excess().maxAgeMillis();
    }
    return gone.size();
  }
}
