package io.dynamq.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.bench.attack.Watcher;
import io.dynamq.engine.Broker;
import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.engine.Zone;
import io.dynamq.net.Admittance;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.ListenerStatus;
import io.dynamq.net.Listeners;
import io.dynamq.net.Protocol;
import io.dynamq.net.SocketOptions;
import io.dynamq.net.TransportChoice;
import io.dynamq.net.websocket.WebSocketSettings;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.time.Time;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The fuzzer of {@code broker-bench/fuzz} for a few seconds, against the decoder and a broker in
 * memory. Others: {@code -Ddynamq.seed=n}; more: {@code -Ddynamq.fuzz.cases=n}.
 */
class FuzzTest {
  private static final int CASES = Integer.getInteger("dynamq.fuzz.cases", 1_500);
  private static final Cases MADE = new Cases(Integer.getInteger("dynamq.seed", 1));
  private static final int CLIENTS = 4;

  private final Tally tally = new Tally();

  @Test
  void theDecoderIsRight() {
    new DecoderRun(MADE, tally).play(0, 20L * CASES);
    assertThat(tally.findings()).isEmpty();
    assertThat(tally.bySpeech()).hasSize(6);
    assertThat(tally.byName()).hasSizeGreaterThan(50);
  }

  @Test
  void theBrokerIsRight() throws IOException, InterruptedException {
    Zone zone = Zone.defaults("external");
    Meters meters = new Meters();
    Listeners listeners =
        new Listeners(2, TransportChoice.AUTO, name -> zone, meters, Time.system());
    InetSocketAddress any = new InetSocketAddress("127.0.0.1", 0);
    ListenerSettings tcp = ListenerSettings.tcp("fuzz", any, zone.name());
    ListenerSettings ws =
        new ListenerSettings(
            Protocol.WS, "fuzz", any, zone.name(), Admittance.DEFAULT, SocketOptions.DEFAULT,
            new ListenerSettings.Layers(
                null, WebSocketSettings.DEFAULT, ListenerSettings.ProxyNames.NONE, null));
    try (Broker broker = broker(zone, meters, listeners, Set.of(tcp.id(), ws.id()))) {
      int tcpPort = listeners.start(tcp, broker.acceptor()).bound().getPort();
      int wsPort = listeners.start(ws, broker.acceptor()).bound().getPort();
      play(tcpPort, wsPort);
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () -> listeners.list().stream().mapToInt(ListenerStatus::connections).sum() == 0);
    } finally {
      listeners.shutdown(1_000);
    }
    assertThat(tally.findings()).isEmpty();
    assertThat(meters.value(Metric.BUGS)).isZero();
  }

  private void play(int tcpPort, int wsPort) throws IOException, InterruptedException {
    try (Watcher old = new Watcher(tcpPort, false, 3, tally::found);
        Watcher young = new Watcher(wsPort, true, 5, tally::found)) {
      List.of(old, young).forEach(watcher -> new Thread(watcher).start());
      new LiveRun(MADE, new Player(tcpPort, wsPort), tally, () -> true).play(0, CASES, CLIENTS);
      assertThat(old.received()).isPositive();
      assertThat(young.received()).isPositive();
    }
  }

  private static Broker broker(
      Zone zone, Meters meters, Listeners listeners, Set<String> anonymous) {
    String node = "fuzz@127.0.0.1";
    Broker broker =
        new Broker(
            new Broker.Parts(
                new BrokerSettings(
                    node,
                    "0",
                    Map.of(zone.name(), zone),
                    DurabilityPolicy.of(Durability.MEMORY),
                    BrokerSettings.Sys.OFF,
                    BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN),
                    BrokerSettings.RetainedLimits.NONE,
                    BrokerSettings.Modules.NONE),
                new MemoryStorage(node),
                Time.system(),
                meters,
                new AnonymousAuthenticator(anonymous),
                Authorizer.ALLOW_ALL,
                listeners.loops()));
    broker.restore().join();
    broker.startTicking();
    return broker;
  }
}
