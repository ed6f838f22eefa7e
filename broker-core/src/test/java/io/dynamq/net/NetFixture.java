package io.dynamq.net;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Listeners on loopback with short ticks and a clock that tests can push forward. */
final class NetFixture implements AutoCloseable {
  /** CONNECT of MQTT 3.1.1, client id "c", keep alive 60. */
  static final String CONNECT = "100d00044d5154540402003c000163";

  static final String CONNACK = "20020000";

  /** CONNECT of MQTT 5, client id "c". */
  static final String CONNECT_5 = "100e00044d5154540502003c00000163";

  static final String CONNACK_5 = "2003000000";

  static final int MAX_PACKET_SIZE = 256 << 10;
  private static final long TICK_MILLIS = 10;
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

  private final AtomicLong ahead = new AtomicLong();
  private final Meters meters = new Meters();
  private final Listeners listeners;

  NetFixture() {
    this(TransportChoice.AUTO);
  }

  NetFixture(TransportChoice transport) {
    this(transport, new Zone.Limits(MAX_PACKET_SIZE, 65_535, 128, 0, 10_000), NodePace.NONE);
  }

  NetFixture(Zone.Limits limits) {
    this(TransportChoice.AUTO, limits, NodePace.NONE);
  }

  NetFixture(Zone.Limits limits, NodePace node) {
    this(TransportChoice.AUTO, limits, node);
  }

  private NetFixture(TransportChoice transport, Zone.Limits limits, NodePace node) {
    listeners =
        new Listeners(
            Transport.start(2, transport),
            name -> Zone.defaults(name).withLimits(limits),
            meters,
            clock(),
            new Listeners.Pace(TICK_MILLIS, TICK_MILLIS),
            node);
  }

  private Time clock() {
    return new Time() {
      @Override
      public long epochMicros() {
        return nanos() / 1_000;
      }

      @Override
      public long nanos() {
        return System.nanoTime() + ahead.get();
      }
    };
  }

  /** Pushes the clock forward. */
  void pass(long millis) {
    ahead.addAndGet(millis * 1_000_000);
  }

  Listeners listeners() {
    return listeners;
  }

  Meters meters() {
    return meters;
  }

  ListenerStatus start(EchoAcceptor acceptor) {
    return listeners.start(settings("test", 1_000, SocketOptions.DEFAULT), acceptor);
  }

  ListenerSettings settings(String name, int maxConnections, SocketOptions socket) {
    return ListenerSettings.tcp(name, ANY, "test")
        .withAdmittance(Admittance.DEFAULT.withMaxConnections(maxConnections))
        .withSocket(socket);
  }

  /** A listener on loopback with something between its socket and MQTT. */
  ListenerStatus start(
      Protocol protocol, ListenerSettings.Layers layers, ConnectionAcceptor acceptor) {
    return listeners.start(settings(protocol, layers), acceptor);
  }

  static ListenerSettings settings(Protocol protocol, ListenerSettings.Layers layers) {
    return new ListenerSettings(
        protocol, "test", ANY, "test", Admittance.DEFAULT, SocketOptions.DEFAULT, layers);
  }

  @Override
  public void close() {
    listeners.shutdown(100);
  }
}
