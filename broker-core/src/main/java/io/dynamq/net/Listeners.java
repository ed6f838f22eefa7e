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
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The sockets of a broker: its event loops and its named listeners. All methods may be called on any
 * thread but an event loop; those that change something wait until it is done.
 */
public final class Listeners {
  private static final long TICK_MILLIS = 500;

  private final Transport transport;
  private final Function<String, Zone> zones;
  private final ConnectionInitializer.Shared shared;
  private final Map<String, Listener> listeners = new ConcurrentSkipListMap<>();

  /**
   * Starts the event loops; nothing is bound yet.
   *
   * @param threads number of event loops, at least 1
   * @param zones finds a zone by name; asked for each connection, so limits can change
   */
  public Listeners(int threads, Function<String, Zone> zones, Meters meters, Time time) {
    this(threads, zones, meters, time, TICK_MILLIS);
  }

  Listeners(
      int threads, Function<String, Zone> zones, Meters meters, Time time, long tickMillis) {
    this.transport = Transport.start(threads);
    this.zones = zones;
    Map<EventLoop, LoopConnections> loops = new IdentityHashMap<>();
    for (EventLoop loop : transport.loops()) {
      LoopConnections connections = new LoopConnections(loop, time, meters);
      loops.put(loop, connections);
      connections.start(tickMillis);
    }
    this.shared =
        new ConnectionInitializer.Shared(
            loops, new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true), meters);
  }

  /** The event loops; tasks given to one of them run in order and never concurrently. */
  public List<Executor> loops() {
    return List.copyOf(transport.loops());
  }

  /**
   * Binds a listener.
   *
   * @return its status with the real address
   * @throws ListenerException if the address cannot be bound, the name is taken or the protocol is
   *     unknown
   */
  public ListenerStatus start(ListenerSettings settings, ConnectionAcceptor acceptor) {
    if (!settings.protocol().equals(ListenerSettings.MQTT_TCP)) {
      throw new ListenerException(
          "listener " + settings.id() + ": there is no protocol " + settings.protocol(), null);
    }
    if (listeners.containsKey(settings.id())) {
      throw new ListenerException("listener " + settings.id() + " is already started", null);
    }
    Gate gate = new Gate(settings.maxConnections());
    ConnectionInitializer initializer =
        new ConnectionInitializer(
            settings, () -> zones.apply(settings.zone()), acceptor, gate, shared);
    Listener listener = Listener.bind(settings, transport, initializer, gate);
    listeners.put(settings.id(), listener);
    return listener.status();
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
    closeConnections(id);
    return true;
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
    transport.group().shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2_000);
    return closed;
  }
}
