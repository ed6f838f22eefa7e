package io.dynamq.net;

import io.dynamq.engine.Connection;
import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.ConnectionInput;
import io.dynamq.engine.Dialect;
import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Ping;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Stands for the engine: answers each packet at once and writes down everything it is told. */
final class EchoAcceptor implements ConnectionAcceptor {
  private final BlockingQueue<Link> links = new LinkedBlockingQueue<>();
  private volatile long keepAliveMillis;
  private volatile boolean holdAfterConnect;

  /** One accepted connection. */
  final class Link implements ConnectionInput {
    final Connection connection;
    final Queue<String> events = new ConcurrentLinkedQueue<>();

    private Link(Connection connection) {
      this.connection = connection;
    }

    @Override
    public void received(Inbound inbound) {
      events.add(inbound.getClass().getSimpleName());
      if (inbound instanceof Rejected rejected) {
        connection.send(Disconnect.because(rejected.code(), null));
        connection.close();
      } else if (inbound instanceof Connect connect && holdAfterConnect) {
        connection.reading(false);
        events.add("version " + connect.version());
      } else if (inbound instanceof Connect connect) {
        accept(connect.version());
      } else if (inbound instanceof Publish publish && publish.qos() == Qos.AT_LEAST_ONCE) {
        connection.send(Ack.of(Ack.Type.PUBACK, publish.packetId()));
        connection.flush();
      } else if (inbound == Ping.REQUEST) {
        connection.send(Ping.RESPONSE);
        connection.flush();
      } else if (inbound instanceof Disconnect) {
        connection.close();
      }
    }

    void accept(int version) {
      connection.established(new Dialect(version, -1, true), keepAliveMillis);
      connection.send(new ConnAck(false, ReasonCode.SUCCESS, ConnAckProperties.NONE));
      connection.flush();
    }

    @Override
    public void writable() {
      events.add("writable");
    }

    @Override
    public void keepAliveExpired() {
      events.add("keepAliveExpired");
    }

    @Override
    public void closed(String reason) {
      events.add("closed " + reason);
    }

    /** Runs on the connection's loop. */
    void run(Runnable task) {
      connection.loop().execute(task);
    }

    void send(Packet packet) {
      run(
          () -> {
            connection.send(packet);
            connection.flush();
          });
    }
  }

  @Override
  public ConnectionInput accept(Connection connection) {
    Link link = new Link(connection);
    links.add(link);
    return link;
  }

  EchoAcceptor keepAliveMillis(long millis) {
    keepAliveMillis = millis;
    return this;
  }

  /** CONNECT is not answered and reading stops, as if authentication took its time. */
  EchoAcceptor holdAfterConnect() {
    holdAfterConnect = true;
    return this;
  }

  /** True if no connection that was not asked for is there. */
  boolean isUntouched() {
    return links.isEmpty();
  }

  /** The next connection that was accepted. */
  Link next() {
    try {
      Link link = links.poll(5, TimeUnit.SECONDS);
      if (link == null) {
        throw new AssertionError("no connection was accepted");
      }
      return link;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
