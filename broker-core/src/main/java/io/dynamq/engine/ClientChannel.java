package io.dynamq.engine;

import io.dynamq.packet.Connect;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Packet;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/**
 * One connection from accept to close. Before CONNECT it takes nothing else; while CONNECT is being
 * decided it keeps what the client sent meanwhile; then it hands packets to the {@link Live} part of
 * its session. Everything runs on the connection's loop.
 */
final class ClientChannel implements ConnectionInput {
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
  private int version = 4;
  private long maximumPacketSize = -1;
  private Handshake handshake;
  private Live live;

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
      version = connect.version();
      maximumPacketSize = connect.options().maximumPacketSize();
      state = State.CONNECTING;
      connection.reading(false);
      new Connector(core, this, zone).connect(connect);
    } else if (inbound instanceof Rejected rejected
        && rejected.code() == ReasonCode.CLIENT_IDENTIFIER_NOT_VALID) {
      // MQTT 3.1 has a return code for it and nothing else is wrong.
      state = State.CONNECTING;
      refuse(rejected.code(), null);
    } else {
      // What is no CONNECT comes from no MQTT client: close without a word [MQTT-3.1.0-1].
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

  private void end() {
    state = State.CLOSED;
    connection.close();
  }

  /** CONNECT is refused, unless it has its answer; on the loop. */
  void refuse(ReasonCode code, String words) {
    if (state != State.CONNECTING) {
      return;
    }
    connection.established(version == 5 ? 5 : 4, 0, maximumPacketSize);
    Notice notice = words == null ? Notice.NONE : Notice.because(words);
    connection.send(new ConnAck(false, code, ConnAckProperties.refusal(notice)));
    end();
  }

  /** CONNECT has reached its session; what came meanwhile follows. */
  void attached(Live newLive) {
    live = newLive;
    state = State.ATTACHED;
    connection.reading(true);
    while (state == State.ATTACHED && !early.isEmpty()) {
      live.received(early.poll());
    }
    early.clear();
  }

  /** The session is done with this connection: tell the client why, if its version can be told. */
  void detach(ReasonCode code, String words) {
    if (state == State.CLOSED) {
      return;
    }
    live = null;
    state = State.CLOSED;
    if (code != null && version == 5) {
      send(Disconnect.because(code, words));
    }
    connection.close();
  }

  /** The same from any thread. */
  void refuseLater(ReasonCode code) {
    loop().execute(() -> refuse(code, null));
  }

  private void send(Packet packet) {
    connection.send(packet);
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
