package io.dynamq.engine;

import io.dynamq.packet.Connect;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Notice;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.RejectedConnect;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * One connection from accept to close. Before CONNECT it takes nothing else; while CONNECT is being
 * decided it keeps what the client sent meanwhile; then it hands packets to the {@link Live} part of
 * its session. Everything runs on the connection's loop.
 */
final class ClientChannel implements ConnectionInput {
  /** For versions that do not exist: MQTT 3.1.1 says how they are answered [MQTT-3.1.2-2]. */
  private static final Dialect UNKNOWN = new Dialect(4, -1, true);

  private enum State {
    NEW,
    CONNECTING,
    ATTACHED,
    CLOSED
  }

  private final Core core;
  private final Connection connection;
  private final Zone zone;
  private final ArrayDeque<Inbound> early = new ArrayDeque<>();
  private State state = State.NEW;
  private Dialect dialect = UNKNOWN;
  private Handshake handshake;
  private Live live;
  /** Of CONNECT, until it has reached its session. */
  private String clientId = "";

  ClientChannel(Core core, Connection connection) {
    this.core = core;
    this.connection = connection;
    this.zone = core.zone(connection.peer().zone());
  }

  Connection connection() {
    return connection;
  }

  Executor loop() {
    return connection.loop();
  }

  boolean isClosed() {
    return state == State.CLOSED;
  }

  @Override
  public void received(Inbound inbound) {
    switch (state) {
      case NEW -> first(inbound);
      case CONNECTING -> connecting(inbound);
      case ATTACHED -> live.received(inbound);
      case CLOSED -> {
        // What was decoded before the close is of no use any more.
      }
    }
  }

  private void first(Inbound inbound) {
    if (inbound instanceof Connect connect) {
      dialect = dialect(connect);
      state = State.CONNECTING;
      clientId = connect.clientId();
      connection.reading(false);
      new Connector(core, this, zone).connect(connect);
    } else if (inbound instanceof RejectedConnect rejected && isAnswered(rejected)) {
      core.tracer.received(connection.peer(), clientId, rejected);
      dialect = new Dialect(rejected.version(), rejected.maximumPacketSize(), true);
      state = State.CONNECTING;
      refuse(rejected.why().code(), rejected.why().words());
    } else {
      // What is no CONNECT comes from no MQTT client: close without a word [MQTT-3.1.0-1].
      core.tracer.received(connection.peer(), clientId, inbound);
      end();
    }
  }

  private void connecting(Inbound inbound) {
    if (handshake == null) {
      keep(inbound);
    } else {
      handshake.received(inbound);
    }
  }

  /** The session gets it when it is there. */
  void keep(Inbound inbound) {
    early.add(inbound);
  }

  /** CONNECT needs more from the client; whatever comes before CONNACK belongs to the handshake. */
  void shakeHands(Handshake newHandshake) {
    handshake = newHandshake;
    newHandshake.begin();
  }

  /** The client has given up before CONNACK. */
  void leave() {
    if (state == State.CONNECTING) {
      end();
    }
  }

  /**
   * MQTT 5 is told what is wrong; MQTT 3.1.1 is not [MQTT-3.1.4-1 of 3.1.1]; MQTT 3.1 has a return
   * code for a missing client identifier.
   */
  private static boolean isAnswered(RejectedConnect rejected) {
    return rejected.version() == 5
        || rejected.version() == 3
            && rejected.why().code() == ReasonCode.CLIENT_IDENTIFIER_NOT_VALID;
  }

  private static Dialect dialect(Connect connect) {
    Connect.Options options = connect.options();
    boolean exists = connect.version() >= 3 && connect.version() <= 5;
    return exists
        ? new Dialect(
            connect.version(), options.maximumPacketSize(), options.requestProblemInformation())
        : UNKNOWN;
  }

  /** How the client is to be written to, as far as its CONNECT has said. */
  Dialect dialect() {
    return dialect;
  }

  private void end() {
    state = State.CLOSED;
    connection.close();
  }

  /** CONNECT is refused, unless it has its answer; on the loop. */
  void refuse(ReasonCode code, String words) {
    if (state != State.CONNECTING) {
      return;
    }
    if (words != null) {
      core.tracer.turnedAway(connection.peer(), clientId, code, words);
    }
    Notice notice = words == null ? Notice.NONE : Notice.because(words);
    answer(code, ConnAckProperties.refusal(notice));
  }

  private void answer(ReasonCode code, ConnAckProperties properties) {
    connection.established(dialect, 0);
    ConnAck answer = new ConnAck(false, code, properties);
    core.tracer.sent(connection.peer(), clientId, answer);
    connection.send(answer);
    end();
  }

  /** CONNECT is sent elsewhere; MQTT 3 is only told that this is no server for it. */
  void redirect(Zone.Redirect redirect) {
    String reference = redirect.reference().isEmpty() ? null : redirect.reference();
    answer(redirect.code(), ConnAckProperties.refusal(Notice.NONE, reference));
  }

  /** CONNECT has reached its session; what came meanwhile follows. */
  void attached(Live newLive) {
    live = newLive;
    clientId = "";
    state = State.ATTACHED;
    connection.reading(true);
    while (state == State.ATTACHED && !early.isEmpty()) {
      live.received(early.poll());
    }
    early.clear();
  }

  /**
   * The session is done with this connection.
   *
   * @param why for the client, if its version can be told; null = nothing
   */
  void detach(Disconnect why) {
    if (state == State.CLOSED) {
      return;
    }
    live = null;
    state = State.CLOSED;
    if (why != null && dialect.version() == 5) {
      connection.send(why);
    }
    connection.close();
  }

  /** The same from any thread. */
  void refuseLater(ReasonCode code) {
    loop().execute(() -> refuse(code, null));
  }

  @Override
  public void writable() {
    if (state == State.ATTACHED) {
      live.writable();
    }
  }

  @Override
  public void keepAliveExpired() {
    if (state == State.ATTACHED) {
      live.end(EndCause.KEEP_ALIVE, null);
    }
  }

  @Override
  public void closed(String reason) {
    Live was = live;
    live = null;
    boolean attached = state == State.ATTACHED;
    state = State.CLOSED;
    early.clear();
    if (attached) {
      was.end(EndCause.LOST, reason);
    }
  }
}
