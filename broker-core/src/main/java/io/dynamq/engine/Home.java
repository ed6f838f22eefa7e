package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.message.LogField;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Subscriber;
import io.dynamq.routing.Terms;
import io.dynamq.session.PendingAck;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.StoredSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The home of one client id on this node: the one object that routing, takeover, expiry and
 * administration meet, whether the client is connected or not.
 *
 * <p>It is in one of three states. <b>Live</b>: a connection is attached ({@link #live}).
 * <b>Attaching</b>: a CONNECT waits for the claim in the store ({@link Opening}). <b>Offline</b>: a
 * persistent session without connection; only {@link Offline} figures are in memory, messages are
 * appended to the store. When none holds, the home is closed and gone from {@link Sessions}.
 *
 * <p>All methods without a note run in the mailbox.
 */
final class Home extends Resting implements Subscriber {
  private static final Logger LOG = LoggerFactory.getLogger(Home.class);

  /**
   * Mails that may wait; beyond, QoS 0 is dropped and QoS 1 and 2 wait for their acknowledgement.
   */
  static final int CROWD = 10_000;

  private final SubscriptionSet subscriptions = new SubscriptionSet();
  private volatile Live live;

  /** Belongs to {@link Deadlines}. */
  long deadlineMillis = Long.MAX_VALUE;

  private boolean closed;

  Home(Core core, ClientId id, Executor loop) {
    super(loop, core, id);
  }

  // ---- any thread

  @Override
  public ClientId clientId() {
    return id;
  }

  @Override
  public boolean isOnline() {
    return live != null;
  }

  @Override
  public boolean isPersistent() {
    return isHeld();
  }

  @Override
  public int backlog() {
    Live now = live;
    return now == null ? Integer.MAX_VALUE : now.backlog();
  }

  @Override
  public void deliver(Message message, Terms terms, Receipt receipt) {
    boolean crowded = waiting() >= CROWD;
    boolean acknowledged =
        message.qos() != Qos.AT_MOST_ONCE && terms.qos() != Qos.AT_MOST_ONCE;
    if (crowded && !acknowledged) {
      core.drops.fleeting(id, message, DropReason.QOS0_MESSAGE);
      return;
    }
    // A publisher that is not acknowledged before the crowd is gone cannot add to it for ever.
    boolean awaited =
        receipt != Receipt.NONE
            && terms.qos() != Qos.AT_MOST_ONCE
            && (isHeld() || crowded);
    if (awaited) {
      receipt.expect();
    }
    post(new DeliverMail(message, terms, awaited ? receipt : Receipt.NONE));
  }

  /** Runs a question in the mailbox; any thread. */
  <T> CompletableFuture<T> ask(Function<Home, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(
        Mail.of(
            home -> {
              try {
                answer.complete(question.apply(home));
              } catch (RuntimeException e) {
                answer.completeExceptionally(e);
                throw e;
              }
            }));
    return answer;
  }

  // ---- delivery

  /** True while it is undecided where messages go; then the mail is kept and runs again. */
  boolean holds(DeliverMail mail) {
    return opening().holds(mail);
  }

  void take(Message message, Terms terms, Receipt receipt) {
    if (live != null) {
      live.deliver(message, terms, receipt);
    } else if (offline() != null) {
      if (terms.sharedGroup() == null || !membership().isForOthers(terms.sharedGroup())) {
        offline().queue().deliver(message, terms, receipt);
      } else {
        core.publisher.redispatch(message, terms.sharedGroup(), this, receipt);
      }
    } else {
      undeliverable(message, terms, receipt);
    }
  }

  /** The session that it was for has ended; another member of its shared group may have it. */
  void undeliverable(Message message, Terms terms, Receipt receipt) {
    if (terms.sharedGroup() == null) {
      core.drops.fleeting(id, message, DropReason.SESSION_ENDED);
    } else {
      core.publisher.redispatch(message, terms.sharedGroup(), this, receipt);
    }
  }

  /** What a QoS 2 publish of this client led to is kept: its identifier is from now on. */
  CompletableFuture<Void> remember(PendingAck ack, Durability durability) {
    ack.keep();
    return live != null || offline() == null
        ? ownership().saveSoon(durability)
        : offline().remember(ack, durability);
  }

  void settled(PendingAck ack, ReasonCode code) {
    if (live != null) {
      live.settled(ack, code);
    } else if (offline() != null) {
      offline().settled(ack, code);
    } else {
      ack.settle(code);
    }
  }

  @Override
  void afterDrain() {
    Live now = live;
    if (now != null) {
      now.afterDrain();
    } else {
      afterQuietDrain();
    }
  }

  @Override
  void failed(RuntimeException fault) {
    core.meters.count(Metric.BUGS);
    LOG.error("session {} closed because of a fault of ours", LogField.client(id), fault);
    if (live != null) {
      live.end(EndCause.FAULT, null);
    }
  }

  // ---- attach

  /** A CONNECT has come for this client id. */
  void attach(Attach attach) {
    if (closed || core.sessions.isClosing()) {
      core.sessions.attach(attach);
      return;
    }
    if (!opening().await(attach)) {
      return;
    }
    if (live != null) {
      core.meters.count(
          attach.connect().cleanStart() ? Metric.SESSION_DISCARDED : Metric.SESSION_TAKEOVERED);
      live.end(attach.connect().cleanStart() ? EndCause.DISCARDED : EndCause.TAKEN_OVER, null);
    }
    moveTo(attach.channel().loop());
    post(Mail.of(home -> opening().claim()));
  }

  /** Ends the connection, and refuses a CONNECT that still waits. */
  void shutDown() {
    opening().refuse(ReasonCode.SERVER_UNAVAILABLE);
    if (live != null) {
      live.end(EndCause.SHUTDOWN, null);
    }
    closeIfIdle();
  }

  /** A connection serves this session from now on. */
  void goLive(Live newLive) {
    core.wills.returned(this);
    offline(null);
    wakeAt(Long.MAX_VALUE);
    live = newLive;
    stirred();
    membership().holds(false);
    core.sessions.connectionsChanged(1);
    core.groups.online(this);
  }

  private void leaveLive() {
    live = null;
    core.sessions.connectionsChanged(-1);
  }

  // ---- the end of a connection

  /** {@link Live#end} has done its part; decides what remains. */
  void connectionEnded(Live was, StoredSession state, InflightStore.Backlog stored) {
    leaveLive();
    if (state != null && state.expirySeconds() > 0 && !state.connected()) {
      Offline offline = new Offline(this, core, was.zone().session(), state, stored);
      offline(offline);
      offline.await(was.unsettled());
      membership().holds(membership().isAny() && stored.messages() > 0);
      offline.waitWith(was.will());
      ownership().saveOffline(state);
      offline.scheduleDeadline();
      core.groups.offline(this);
      membership().handOver();
    } else {
      terminate(was.info(), "normal", was.session().snapshot(), stored.messages() > 0);
    }
    afterQuietDrain();
  }

  /** Whether a CONNECT waits for this home. */
  boolean isAwaited() {
    return opening().isUnderWay();
  }

  /** What this absent member left undone has gone to its groups, as far as it can. */
  void handedOver(boolean isOver) {
    if (isOver) {
      ownership().delete();
    }
    left();
  }

  /** Something that a CONNECT has to wait for is over. */
  void left() {
    opening().claim();
    closeIfIdle();
  }

  /**
   * The session's state goes, here and in the store.
   *
   * @param queued whether messages may be left in its queue
   */
  void terminate(ClientInfo info, String reason, InflightSnapshot left, boolean queued) {
    boolean walks = lease() != null && (membership().isAny() || queued && core.drops.areKept());
    if (!walks) {
      leaving().begin();
    }
    offline(null);
    wakeAt(Long.MAX_VALUE);
    core.meters.count(Metric.SESSION_TERMINATED);
    core.hooks.sessionTerminated(info, reason);
    core.history.sessionEnded(this, reason);
    membership().abandon();
    core.full.forget(this);
    if (walks) {
      // Its groups get what is left to them; it is none of them any more.
      leaving().begin(() -> endAsMember(left));
    } else {
      ownership().delete();
      closeIfIdle();
    }
  }

  private void endAsMember(InflightSnapshot left) {
    if (lease() != null) {
      membership().end(left);
    }
  }

  /** All subscriptions go, here and at once. */
  void unsubscribeAll() {
    leaving().finish();
  }

  void closeIfIdle() {
    boolean isIdle = live == null && offline() == null && !isAwaited();
    if (!closed && isIdle && !membership().isHandingOver() && !leaving().isUnderWay()) {
      closed = true;
      core.sessions.remove(this);
    }
  }

  /** Another owner has claimed the client id in the store. */
  void fenced() {
    LOG.info("session {} was claimed by another node", LogField.client(id));
    core.full.forget(this);
    offline(null);
    wakeAt(Long.MAX_VALUE);
    if (live != null) {
      live.abandon();
      leaveLive();
    }
    membership().abandon();
    leaving().begin();
    closeIfIdle();
  }

  /** Asks to be woken, instead of at the time asked for before; Long.MAX_VALUE = never. */
  void wakeAt(long millis) {
    core.deadlines.set(this, millis);
  }

  void deadlineReached() {
    stirred();
    if (live != null) {
      live.woken();
    } else if (offline() != null && !opening().isUnderWay()) {
      // A client that is coming back has come in time [MQTT-3.1.3-9].
      offline().deadlineReached(core.time.epochMillis());
    }
  }

  /** A session that the store kept while no node served it; nothing may be here yet. */
  void restore(StoredSession stored, List<Subscription> filters) {
    ownership().own(core.storage.sessions().adopt(stored));
    for (Subscription subscription : filters) {
      subscriptions.put(subscription);
      core.table.add(this, subscription);
    }
    Offline offline = new Offline(this, core, core.zoneOf(stored).session(), stored, null);
    offline(offline);
    membership().holds(membership().isAny());
    offline.scheduleDeadline();
  }

  // ---- the store

  /** In-flight state has changed; it is written with the next round. */
  void markUnsaved() {
    ownership().markUnsaved();
  }

  /** Watches a write whose only possible consequence here is that the lease turns out void. */
  void guard(CompletableFuture<Void> write) {
    ownership().guard(write);
  }

  // ---- parts

  Live live() {
    return live;
  }

  SubscriptionSet subscriptions() {
    return subscriptions;
  }
}
