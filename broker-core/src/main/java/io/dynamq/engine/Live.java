package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.message.MessageIds;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.Connect;
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
import io.dynamq.session.Effects;
import io.dynamq.session.PendingAck;
import io.dynamq.session.Session;
import io.dynamq.session.SessionProfile;
import io.dynamq.session.SharedMessage;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicName;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connected part of a home: carries packets into the {@link Session} and its effects out. Made
 * when a CONNECT is admitted, thrown away when the connection ends. On the home's loop, which is the
 * connection's.
 */
final class Live implements Effects {
  private static final Logger LOG = LoggerFactory.getLogger(Live.class);

  private final Home home;
  private final Core core;
  private final ClientChannel channel;
  private final Connection connection;
  private final ClientInfo info;
  private final Zone zone;
  private final Publishing publishing;
  private final ReadGate gate;
  private final Session session;
  private final Subscribing subscribing;
  private final Replays replays;
  private final QueueReader queueReader;
  private StoredWill will;
  private long expirySeconds;
  private long createdAtMillis;
  private boolean ended;
  private volatile int backlog;

  Live(Home home, Core core, Attach attach, SessionProfile profile) {
    this.home = home;
    this.core = core;
    this.channel = attach.channel();
    this.connection = channel.connection();
    this.info = attach.info();
    this.zone = attach.zone();
    MessageIds ids = core.newMessageIds();
    this.gate = new ReadGate(connection);
    this.publishing = new Publishing(home, core, this, ids);
    this.session = new Session(profile, this);
    this.replays = new Replays(core, home, session);
    this.queueReader = new QueueReader(home, core, session);
    this.subscribing = new Subscribing(home, core, this);
    this.expirySeconds = info.expirySeconds();
    Connect connect = attach.connect();
    this.will =
        connect.will() == null ? null : Wills.of(connect.will(), info.id().value(), ids.next());
  }

  void createdAt(long millis) {
    createdAtMillis = millis;
  }

  /** Sends CONNACK. */
  void welcome(Attach attach, boolean sessionPresent) {
    double backoff = zone.lifetime().keepAliveBackoff() * 2;
    connection.established(
        info.protocolVersion(),
        (long) (info.keepAliveSeconds() * 1_000 * backoff),
        attach.connect().options().maximumPacketSize());
    connection.send(Welcome.connAck(attach, sessionPresent));
    core.meters.count(Metric.CLIENT_CONNACK);
  }

  /** Continues an earlier connection's exchange. */
  void resume(
      InflightSnapshot inflight, List<PendingAck> unsettled, InflightStore.Backlog backlog) {
    session.resume(inflight, unsettled, backlog, core.time.epochMicros());
  }

  // ---- from the client

  void received(Inbound inbound) {
    if (ended) {
      return;
    }
    if (inbound instanceof Publish publish) {
      Rejected rejected = session.publishReceived(publish);
      if (rejected != null) {
        reject(rejected);
      }
    } else if (inbound instanceof Ack ack) {
      session.ackReceived(ack, core.time.epochMicros());
      replays.pump(core.time.epochMicros());
    } else if (inbound instanceof Subscribe subscribe) {
      subscribing.subscribe(subscribe);
    } else if (inbound instanceof Unsubscribe unsubscribe) {
      subscribing.unsubscribe(unsubscribe);
    } else if (inbound instanceof Disconnect disconnect) {
      goodbye(disconnect);
    } else if (inbound == Ping.REQUEST) {
      connection.send(Ping.RESPONSE);
    } else if (inbound instanceof Rejected rejected) {
      reject(rejected);
    } else if (inbound instanceof Auth) {
      reject(Rejected.protocolError("MQTT-4.12.1-1", "AUTH without authentication method"));
    } else {
      reject(Rejected.protocolError("MQTT-3.1.0-2", "unexpected packet"));
    }
  }

  private void reject(Rejected rejected) {
    LOG.debug("client {} rejected: {}", Texts.visible(info.id().value()), rejected);
    disconnect(rejected.code(), rejected.words());
  }

  private void goodbye(Disconnect disconnect) {
    if (disconnect.sessionExpirySeconds() >= 0) {
      if (expirySeconds == 0 && disconnect.sessionExpirySeconds() > 0) {
        reject(Rejected.protocolError("MQTT-3.14.2-2", "session expiry was 0 at CONNECT"));
        return;
      }
      expirySeconds =
          Math.min(disconnect.sessionExpirySeconds(), zone.lifetime().maxSessionExpirySeconds());
    }
    end(disconnect.code() == ReasonCode.SUCCESS ? EndCause.NORMAL : EndCause.WITH_WILL, null);
  }

  /** The time that was asked for has come. */
  void woken() {
    session.pump(core.time.epochMicros());
  }

  /** The socket takes more. */
  void writable() {
    long now = core.time.epochMicros();
    session.pump(now);
    replays.pump(now);
    connection.flush();
  }

  // ---- to the client

  void deliver(Message message, Terms terms, Receipt receipt) {
    session.deliver(message, terms, receipt, core.time.epochMicros());
  }

  void settled(PendingAck ack, ReasonCode code) {
    session.settled(ack, code);
  }

  /** One flush for everything that a batch of mail caused. */
  void afterDrain() {
    replays.pump(core.time.epochMicros());
    backlog = (int) Math.min(Integer.MAX_VALUE, session.queued());
    connection.flush();
  }

  // ---- the end

  /** Ends this connection; the home decides what remains of the session. */
  void end(EndCause cause, String words) {
    end(cause, cause.code(), words);
  }

  private void end(EndCause cause, ReasonCode code, String words) {
    if (ended) {
      return;
    }
    ended = true;
    channel.detach(code, words);
    replays.abandon();
    queueReader.abandon();
    boolean keeps = expirySeconds > 0 && home.lease() != null && cause != EndCause.DISCARDED;
    if (!cause.publishesWill()) {
      will = null;
    } else if (will != null && (will.delaySeconds() == 0 || !keeps)) {
      Wills.publish(core, will);
      will = null;
    }
    core.meters.count(Metric.CLIENT_DISCONNECTED);
    core.hooks.clientDisconnected(info, cause.word());
    List<SharedMessage> left = keeps ? List.of() : session.unfinishedShared();
    home.connectionEnded(this, keeps ? stored(false) : null, session.stored());
    for (SharedMessage one : left) {
      core.publisher.redispatch(one.message(), one.group(), home, Receipt.NONE);
    }
  }

  /** Another node owns the session now: close without writing anything. */
  void abandon() {
    ended = true;
    channel.detach(ReasonCode.SESSION_TAKEN_OVER, null);
    replays.abandon();
    queueReader.abandon();
    if (will != null && will.delaySeconds() == 0) {
      // The new owner cannot know that this connection was never said goodbye to.
      Wills.publish(core, will);
    }
    core.meters.count(Metric.CLIENT_DISCONNECTED);
    core.hooks.clientDisconnected(info, EndCause.TAKEN_OVER.word());
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
        expirySeconds,
        will,
        session.snapshot());
  }

  /** QoS 2 publishes whose promise is still awaited. */
  List<PendingAck> unsettled() {
    return session.unsettled();
  }

  // ---- effects

  @Override
  public boolean send(Packet packet) {
    return connection.send(packet);
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable();
  }

  @Override
  public void publish(Publish publish, TopicName topic, PendingAck ack) {
    publishing.publish(publish, topic, ack);
  }

  @Override
  public boolean store(StoredMessage message, Receipt receipt) {
    CompletableFuture<Void> write =
        core.storage.inflight().append(home.lease(), message, core.settings.ackAfter());
    receipt.join(write);
    home.guard(write);
    return !write.isCompletedExceptionally();
  }

  @Override
  public void forget(Position position) {
    core.storage.inflight().remove(home.lease(), position);
  }

  @Override
  public void read(Position after, int maxMessages, int maxBytes) {
    queueReader.read(after, maxMessages, maxBytes);
  }

  @Override
  public void delivered(Message message) {
    core.meters.count(Metric.MESSAGES_DELIVERED);
    core.hooks.messageDelivered(info, message);
  }

  @Override
  public void acked(Message message) {
    core.meters.count(Metric.MESSAGES_ACKED);
    core.hooks.messageAcked(info, message);
  }

  @Override
  public void dropped(Message message, DropReason reason) {
    core.meters.dropped(reason);
  }

  @Override
  public void changed() {
    home.markUnsaved();
  }

  @Override
  public void reading(boolean on) {
    gate.windowAllows(on);
  }

  @Override
  public void disconnect(ReasonCode code, String words) {
    end(EndCause.PROTOCOL, code, words);
  }

  // ---- parts

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

  Session session() {
    return session;
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

  long expirySeconds() {
    return expirySeconds;
  }

  long createdAtMillis() {
    return createdAtMillis;
  }

  /** Messages queued as of the last batch; any thread. */
  int backlog() {
    return backlog;
  }
}
