package io.dynamq.engine;

import io.dynamq.auth.Permissions;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.LogField;
import io.dynamq.message.Message;
import io.dynamq.message.MessageIds;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Ping;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;
import io.dynamq.session.AckOutcome;
import io.dynamq.session.Loan;
import io.dynamq.session.PendingAck;
import io.dynamq.session.Session;
import io.dynamq.session.SessionProfile;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.StoredSession;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connected part of a home: carries packets into the {@link Session}; {@link LiveEffects} carries
 * its effects out and {@link Parting} ends it. Made when a CONNECT is admitted, thrown away when the
 * connection ends. On the home's loop, which is the connection's.
 */
final class Live {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);

  private final Home home;
  private final Core core;
  private final Connection connection;
  private final ClientInfo info;
  private final Zone zone;
  private final boolean mayReject;
  private final Names names;
  private final Permissions permissions;
  private final Publishing publishing;
  private final ReadGate gate;
  private final Session session;
  private final Subscribing subscribing;
  private final Replays replays;
  private final QueueReader queueReader;
  private final Parting parting;
  private final Outbox outbox;
  private final Reauthentication reauthentication;
  private final Borrowing borrowing;
  private long createdAtMillis;
  private volatile int backlog;

  Live(Home home, Core core, Attach attach, SessionProfile profile) {
    this.home = home;
    this.core = core;
    this.connection = attach.channel().connection();
    this.info = attach.info();
    this.zone = attach.zone();
    this.mayReject = zone.session().excess().overflow().mayReject();
    this.names = attach.names();
    this.permissions = zone.guard().permissions(core.authorizer, info);
    MessageIds ids = core.newMessageIds();
    this.gate = new ReadGate(connection);
    this.outbox =
        new Outbox(
            home, this, core.tracer, core.settings.durability().base(), home.ownership().promises());
    this.publishing = new Publishing(home, core, this, ids);
    DropWords words = DropWords.of(profile, attach);
    this.session = new Session(profile, new LiveEffects(home, core, this, words));
    this.replays = new Replays(core, home, session);
    this.queueReader = new QueueReader(home, core, session);
    this.subscribing = new Subscribing(home, core, this);
    this.reauthentication = new Reauthentication(core, this, attach);
    this.borrowing = new Borrowing(home, session);
    this.parting =
        new Parting(home, core, this, attach, PendingWill.of(core, attach, ids.next()));
  }

  void createdAt(long millis) {
    createdAtMillis = millis;
  }

  /** Sends CONNACK. */
  void welcome(Attach attach, boolean sessionPresent) {
    double backoff = zone.lifetime().keepAliveBackoff() * 2;
    connection.established(
        attach.channel().dialect(), (long) (info.keepAliveSeconds() * 1_000 * backoff));
    send(Welcome.connAck(attach, sessionPresent));
    core.meters.count(Metric.CLIENT_CONNACK);
  }

  /**
   * Call before {@link #resume} if the store did not see the earlier connection's end.
   *
   * @param kept whether every change was kept before the client heard of it
   */
  void distrustSnapshot(boolean kept) {
    session.distrustSnapshot(kept);
  }

  /** Continues an earlier connection's exchange. */
  void resume(
      InflightSnapshot inflight, List<PendingAck> unsettled, InflightStore.Backlog backlog) {
    session.resume(inflight, unsettled, backlog, core.time.epochMicros());
  }

  // ---- from the client

  void received(Inbound inbound) {
    if (parting.isOver()) {
      return;
    }
    if (core.tracer.isOn()) {
      core.tracer.received(info, inbound);
    }
    if (inbound instanceof Publish publish) {
      if (publish.qos() == Qos.EXACTLY_ONCE) {
        forgetUnreleased();
      }
      rejectIfWrong(session.publishReceived(publish));
    } else if (inbound instanceof Ack ack) {
      forgetUnreleased();
      long now = core.time.epochMicros();
      counted(ack.type(), session.ackReceived(ack, now));
      noteFull();
      borrowing.pump();
      replays.pump(now);
    } else if (inbound instanceof Subscribe subscribe) {
      subscribing.subscribe(subscribe);
    } else if (inbound instanceof Unsubscribe unsubscribe) {
      subscribing.unsubscribing().unsubscribe(unsubscribe);
    } else if (inbound instanceof Disconnect disconnect) {
      rejectIfWrong(parting.goodbye(disconnect));
    } else if (inbound == Ping.REQUEST) {
      forgetUnreleased();
      send(Ping.RESPONSE);
    } else if (inbound instanceof Rejected rejected) {
      reject(rejected);
    } else if (inbound instanceof Auth auth) {
      rejectIfWrong(reauthentication.received(auth));
    } else {
      reject(Rejected.protocolError("MQTT-3.1.0-2", "unexpected packet"));
    }
  }

  /** Looked at where it matters and when a silent client pings, so it needs no timer. */
  private void forgetUnreleased() {
    if (zone.session().receiving().awaitRelMillis() > 0) {
      int forgotten = session.forgetUnreleased(core.time.epochMicros());
      core.meters.count(Metric.MESSAGES_DROPPED, forgotten);
      core.meters.count(Metric.MESSAGES_DROPPED_AWAIT_PUBREL_TIMEOUT, forgotten);
    }
  }

  private void noteFull() {
    if (mayReject) {
      core.full.note(home, zone.session().excess().overflow(), session.isFull());
    }
  }

  private void counted(Ack.Type type, AckOutcome outcome) {
    Metric metric = outcome == AckOutcome.TAKEN ? null : AckMetrics.of(type, outcome);
    if (metric != null) {
      core.meters.count(metric);
    }
  }

  /** Sends what the client waits for; one that cannot take it would wait for ever. */
  void answer(Packet answer) {
    if (!send(answer)) {
      disconnect(ReasonCode.PACKET_TOO_LARGE, null);
    }
  }

  private void rejectIfWrong(Rejected rejected) {
    if (rejected != null) {
      reject(rejected);
    }
  }

  private void reject(Rejected rejected) {
    LOG.debug("client {} rejected: {}", LogField.client(info.id()), rejected);
    if (rejected.code() == ReasonCode.RECEIVE_MAXIMUM_EXCEEDED) {
      core.meters.count(Metric.LIMITS_RECEIVE_MAXIMUM);
    }
    disconnect(rejected.code(), rejected.words());
  }

  /** The time that was asked for has come. */
  void woken() {
    session.pump(core.time.epochMicros());
  }

  /** The socket takes more. */
  void writable() {
    long now = core.time.epochMicros();
    session.pump(now);
    borrowing.pump();
    replays.pump(now);
    connection.flush();
  }

  // ---- to the client

  /** False if the packet is larger than the client takes. */
  boolean send(Packet packet) {
    return outbox.send(packet);
  }

  void deliver(Message message, Terms terms, Receipt receipt) {
    long now = core.time.epochMicros();
    replays.goBefore(message, now);
    if (core.tracer.isOn()) {
      deliverTraced(message, terms, receipt, now);
    } else {
      session.deliver(message, terms, receipt, now);
    }
  }

  private void deliverTraced(Message message, Terms terms, Receipt receipt, long now) {
    long before = session.queued();
    session.deliver(message, terms, receipt, now);
    if (session.queued() > before) {
      core.tracer.queued(info.id(), message, "behind " + before);
    }
  }

  /** From the queue of a shared group. */
  void deliverLent(Message message, Terms terms, Loan loan) {
    session.deliverLent(message, terms, loan, core.time.epochMicros());
  }

  void settled(PendingAck ack, ReasonCode code) {
    session.settled(ack, code);
  }

  /** One flush for everything that a batch of mail caused. */
  void afterDrain() {
    outbox.release();
    borrowing.pump();
    long now = core.time.epochMicros();
    if (outbox.takeRoomAgain()) {
      session.pump(now);
    }
    replays.pump(now);
    outbox.endBatch();
    home.ownership().saveIfAsked();
    outbox.release();
    noteFull();
    backlog = (int) Math.min(Integer.MAX_VALUE, session.queued());
    connection.flush();
  }

  // ---- the end

  /** Ends this connection; the home decides what remains of the session. */
  void end(EndCause cause, String words) {
    parting.end(cause, cause.code(), words);
  }

  /** The client broke the protocol: tell it where its version can be told, then close. */
  void disconnect(ReasonCode code, String words) {
    parting.end(EndCause.PROTOCOL, code, words);
  }

  /** The client has failed to prove its name again. */
  void unauthenticated(ReasonCode code, String words) {
    parting.end(EndCause.NOT_AUTHENTICATED, code, words);
  }

  /** Another node owns the session now: close without writing anything. */
  void abandon() {
    parting.abandon();
  }

  /** Nothing that is still being read for this connection is of use any more. */
  void abandonReads() {
    replays.abandon();
    queueReader.abandon();
  }

  /** The session as the store shall keep it. */
  StoredSession stored(boolean connected) {
    return new StoredSession(
        info.id(),
        home.lease().epoch(),
        home.lease().node(),
        connected,
        info.protocolVersion(),
        info.username(),
        createdAtMillis,
        info.connectedAtMillis(),
        connected ? 0 : core.time.epochMillis(),
        parting.expirySeconds(),
        parting.storedWill(),
        session.snapshot().stored(),
        zone.name());
  }

  /** QoS 2 publishes whose promise is still awaited. */
  List<PendingAck> unsettled() {
    return session.unsettled();
  }

  // ---- parts

  Outbox outbox() {
    return outbox;
  }

  ReadGate gate() {
    return gate;
  }

  /** The client's subscription with this filter text, null if it has none. */
  io.dynamq.message.Subscription subscription(io.dynamq.topic.TopicFilter filter) {
    return home.subscriptions().get(filter);
  }

  ClientInfo info() {
    return info;
  }

  Zone zone() {
    return zone;
  }

  Names names() {
    return names;
  }

  Permissions permissions() {
    return permissions;
  }

  Session session() {
    return session;
  }

  Publishing publishing() {
    return publishing;
  }

  QueueReader queueReader() {
    return queueReader;
  }

  Borrowing borrowing() {
    return borrowing;
  }

  Replays replays() {
    return replays;
  }

  Subscribing subscribing() {
    return subscribing;
  }

  Connection connection() {
    return connection;
  }

  /** Null if there is none, or none any more. */
  PendingWill will() {
    return parting.will();
  }

  long expirySeconds() {
    return parting.expirySeconds();
  }

  long createdAtMillis() {
    return createdAtMillis;
  }

  /** Messages queued as of the last batch; any thread. */
  int backlog() {
    return backlog;
  }

  /** What waits for the client in memory; in the mailbox. */
  long heldBytes() {
    return session.heldBytes();
  }
}
