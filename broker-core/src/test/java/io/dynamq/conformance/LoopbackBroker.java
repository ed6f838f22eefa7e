package io.dynamq.conformance;

import static org.awaitility.Awaitility.await;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.Authenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.control.ClientView;
import io.dynamq.control.Control;
import io.dynamq.engine.Broker;
import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.engine.Zone;
import io.dynamq.net.Admittance;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.ListenerStatus;
import io.dynamq.net.Listeners;
import io.dynamq.net.Protocol;
import io.dynamq.net.TransportChoice;
import io.dynamq.net.SocketOptions;
import io.dynamq.net.websocket.WebSocketSettings;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.store.Durability;
import io.dynamq.store.Storage;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A whole broker with real sockets on loopback and a clock that moves only when told, so that expiry
 * and keep alive are exact. One for all tests of a class; tests use names of their own.
 */
public final class LoopbackBroker implements AutoCloseable {
  private static final String ZONE = "external";

  /** {@code -Ddynamq.conformance.transport=ws} sends everything through WebSocket frames. */
  private static final boolean WEB_SOCKET =
      "ws".equals(System.getProperty("dynamq.conformance.transport"));

  /** {@code -Ddynamq.conformance.sockets=nio} leaves native epoll out. */
  private static final TransportChoice SOCKETS =
      TransportChoice.valueOf(
          System.getProperty("dynamq.conformance.sockets", "auto").toUpperCase(Locale.ROOT));

  /** The id of its listener. */
  public static final String LISTENER = (WEB_SOCKET ? "mqtt:ws" : "mqtt:tcp") + ":test";

  private final FakeTime time = new FakeTime();
  private final Meters meters = new Meters();
  private final Listeners listeners;
  private final Broker broker;
  private final InetSocketAddress address;

  private LoopbackBroker(Setup setup) {
    Zone zone = setup.zone;
    listeners = new Listeners(2, SOCKETS, name -> zone, meters, time);
    BrokerSettings settings =
        new BrokerSettings(
            "test@127.0.0.1",
            "0",
            Map.of(ZONE, zone),
            DurabilityPolicy.of(Durability.MEMORY),
            BrokerSettings.Sys.OFF,
            BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN),
            BrokerSettings.RetainedLimits.NONE,
            setup.modules);
    broker =
        new Broker(
            new Broker.Parts(
                settings,
                setup.storage,
                time,
                meters,
                setup.authenticator,
                setup.authorizer,
                listeners.loops()));
    broker.restore().join();
    broker.startTicking();
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    address = listeners.start(listener(any), broker.acceptor()).bound();
  }

  private static ListenerSettings listener(InetSocketAddress bind) {
    if (!WEB_SOCKET) {
      return ListenerSettings.tcp("test", bind, ZONE);
    }
    ListenerSettings.Layers frames =
        new ListenerSettings.Layers(
            null, WebSocketSettings.DEFAULT, ListenerSettings.ProxyNames.NONE, null);
    return new ListenerSettings(
        Protocol.WS, "test", bind, ZONE, Admittance.DEFAULT, SocketOptions.DEFAULT, frames);
  }

  /** What a broker is made from; everything is allowed unless told otherwise. */
  public static final class Setup {
    private Zone zone = Zone.defaults(ZONE);
    private Authenticator authenticator = new AnonymousAuthenticator(Set.of(LISTENER));
    private Storage storage = new MemoryStorage("test@127.0.0.1");
    private Authorizer authorizer = Authorizer.ALLOW_ALL;
    private BrokerSettings.Modules modules = BrokerSettings.Modules.NONE;

    private Setup() {}

    public Setup zone(UnaryOperator<Zone> change) {
      zone = change.apply(zone);
      return this;
    }

    public Setup authenticator(Authenticator other) {
      authenticator = other;
      return this;
    }

    public Setup authorizer(Authorizer other) {
      authorizer = other;
      return this;
    }

    public Setup storage(Storage other) {
      storage = other;
      return this;
    }

    public Setup modules(BrokerSettings.Modules other) {
      modules = other;
      return this;
    }

    public LoopbackBroker start() {
      return new LoopbackBroker(this);
    }
  }

  public static Setup with() {
    return new Setup();
  }

  public static LoopbackBroker start() {
    return with().start();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return address;
  }

  /** A new connection. */
  public RawClient raw() {
    if (!WEB_SOCKET) {
      return RawClient.connect(address);
    }
    try {
      return RawClient.on(FramedSocket.connect(address));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new connection for a client of MQTT 3.1 (3), 3.1.1 (4) or 5.0 (5), without CONNECT yet. */
  public MqttClient client(int version) {
    return new MqttClient(raw(), version);
  }

  /** A client whose CONNECT was accepted. */
  public MqttClient connected(int version, ConnectPacket packet) {
    MqttClient client = client(version);
    Received answer = client.connect(packet);
    if (answer.code() != 0) {
      throw new AssertionError("refused: " + answer);
    }
    return client;
  }

  /** An MQTT 5 client whose CONNECT was accepted. */
  public MqttClient connected(ConnectPacket packet) {
    return connected(5, packet);
  }

  /** An MQTT 5 client with an identifier of its own and a clean session. */
  public MqttClient connected() {
    return connected(ConnectPacket.v5(MqttClient.unique("c")));
  }

  /** Breaks a client's connection off and waits until the broker has noticed. */
  public void lose(MqttClient client, String clientId) {
    client.reset();
    Control control = control();
    await()
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !control.client(clientId).join().map(ClientView::connected).orElse(false));
  }

  /** Moves the clock; what is due happens within the next tick, at most half a second of ours. */
  public void pass(long millis) {
    // A client that saw its connection end is ahead of the loop, which may still look at the clock.
    CompletableFuture.allOf(
            listeners.loops().stream()
                .map(loop -> CompletableFuture.runAsync(() -> {}, loop))
                .toArray(CompletableFuture[]::new))
        .join();
    time.advanceMillis(millis);
  }

  /** Open connections, whatever their state. */
  public int connections() {
    return listeners.list().stream().mapToInt(ListenerStatus::connections).sum();
  }

  /** What an operator may ask. */
  public Control control() {
    return broker.control(List::of);
  }

  public long count(Metric metric) {
    return meters.value(metric);
  }

  @Override
  public void close() {
    broker.close();
    listeners.shutdown(1_000);
  }
}
