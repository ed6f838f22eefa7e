package io.dynamq.net;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;
import io.netty.channel.EventLoop;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The sockets of a broker: its event loops and its named listeners. All methods may be called on any
 * thread but an event loop; those that change something wait until it is done.
 */
public final class Listeners {

  /**
   * How often things are looked at.
   *
   * @param tickMillis timeouts of connections
   * @param certificateMillis files of certificates
   */
  record Pace(long tickMillis, long certificateMillis) {}

  private final Transport transport;
  private final Function<String, Zone> zones;
  private final ConnectionInitializer.Shared shared;
  private final TlsDesk tls;
  private final AcceptPace.Together together;
  // Null if all clients together are as fast as they like.
  private final SharedPace pace;
  private volatile boolean held;
  private final Map<String, Listener> listeners = new ConcurrentSkipListMap<>();

  /**
   * Starts the event loops; nothing is bound yet.
   *
   * @param threads number of event loops, at least 1
   * @param zones finds a zone by name; asked for each connection, so limits can change
   */
  public Listeners(
      int threads,
      TransportChoice transport,
      Function<String, Zone> zones,
      Meters meters,
      Time time) {
    this(threads, transport, zones, meters, time, NodePace.NONE);
  }

  /**
   * The same with a bound of what all clients do together.
   *
   * @param node counts from now
   */
  public Listeners(
      int threads,
      TransportChoice transport,
      Function<String, Zone> zones,
      Meters meters,
      Time time,
      NodePace node) {
    this(Transport.start(threads, transport), zones, meters, time, new Pace(500, 5_000), node);
  }

  Listeners(
      Transport transport,
      Function<String, Zone> zones,
      Meters meters,
      Time time,
      Pace pace,
      NodePace node) {
    int rate = node.maxConnRate();
    Zone.Pace accepted = rate == 0 ? null : new Zone.Pace(rate, rate);
    this.together =
        new AcceptPace.Together(SharedPace.Bucket.of(accepted, time.nanos()), time);
    this.pace = SharedPace.of(node.paces(), time.nanos());
    this.transport = transport;
    int threads = transport.loops().size();
    this.tls = new TlsDesk(Math.max(1, threads / 2), pace.certificateMillis());
    this.zones = zones;
    Map<EventLoop, LoopConnections> loops = new IdentityHashMap<>();
    for (EventLoop loop : transport.loops()) {
      LoopConnections connections = new LoopConnections(loop, time, meters);
      loops.put(loop, connections);
      connections.start(pace.tickMillis());
    }
    this.shared =
        new ConnectionInitializer.Shared(
            loops, new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true), meters);
  }

  /** Whether sockets are served by native epoll. */
  public boolean isEpoll() {
    return transport.epoll();
  }

  /** The event loops; tasks given to one of them run in order and never concurrently. */
  public List<Executor> loops() {
    return List.copyOf(transport.loops());
  }

  /**
   * Binds a listener.
   *
   * @return its status with the real address
   * @throws ListenerException if the address cannot be bound, the name is taken or a certificate
   *     cannot be used
   */
  public ListenerStatus start(ListenerSettings settings, ConnectionAcceptor acceptor) {
    if (listeners.containsKey(settings.id())) {
      throw new ListenerException("listener " + settings.id() + " is already started", null);
    }
    Doorway door =
        new Doorway(
            settings,
            () -> zones.apply(settings.zone()),
            acceptor,
            tls.open(settings),
            paces(settings.admittance().paces()));
    Gate gate = new Gate(settings.admittance().maxConnections());
    Listener listener =
        Listener.bind(
            settings,
            transport,
            new ConnectionInitializer(door, gate, shared),
            gate,
            new AcceptPace(settings.admittance().maxRate(), shared.meters(), together));
    listeners.put(settings.id(), listener);
    listener.hold(held);
    return listener.status();
  }

  /** Those that a listener's connections share, with each other and with all. */
  private List<SharedPace> paces(Zone.Paces ofListener) {
    return Stream.of(pace, SharedPace.of(ofListener, together.time().nanos()))
        .filter(Objects::nonNull)
        .toList();
  }

  /**
   * Reads the certificates and keys of all listeners again; without a call that happens within some
   * seconds after a file has changed. Open connections stay. The log says what came of it.
   *
   * @return false if some cannot be used; then the old ones stay
   */
  public boolean reloadCertificates() {
    return tls.reload();
  }

  /**
   * Frees the port of a listener, forgets it and closes its connections.
   *
   * @param id such as {@code mqtt:tcp:external}
   * @return false if there is none of this id
   */
  public boolean stop(String id) {
    Listener listener = listeners.remove(id);
    if (listener == null) {
      return false;
    }
    listener.stopAccepting();
    tls.forget(id);
    closeConnections(id);
    return true;
  }

  /** Whether connections wait in the backlogs until this is called with false; any thread. */
  public void hold(boolean on) {
    held = on;
    listeners.values().forEach(listener -> listener.hold(on));
  }

  /** All listeners, sorted by id. */
  public List<ListenerStatus> list() {
    return listeners.values().stream().map(Listener::status).toList();
  }

  /** Frees all ports; connections stay open. */
  public void stopAccepting() {
    listeners.values().forEach(Listener::stopAccepting);
  }

  /** Tells all connections to flush and close; does not wait for them. */
  public void closeConnections() {
    listeners.keySet().forEach(this::closeConnections);
  }

  private void closeConnections(String id) {
    for (LoopConnections loop : shared.loops().values()) {
      loop.loop().execute(() -> loop.closeAll(id));
    }
  }

  /**
   * Stops accepting, closes all connections and ends the event loops; does nothing a second time.
   *
   * @param deadlineMillis for all of it; what is not closed by then is cut off
   * @return true if every connection was closed in time
   */
  public boolean shutdown(long deadlineMillis) {
    if (transport.group().isShuttingDown()) {
      return true;
    }
    stopAccepting();
    closeConnections();
    boolean closed = shared.open().newCloseFuture().awaitUninterruptibly(deadlineMillis);
    tls.close();
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    return closed;
  }
}
