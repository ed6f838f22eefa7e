package io.dynamq.bench;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.engine.Broker;
import io.dynamq.engine.BrokerSettings;
import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.engine.Zone;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.Listeners;
import io.dynamq.net.TransportChoice;
import io.dynamq.observe.Meters;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.time.Time;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;

/**
 * The core alone on a loopback port, state in memory: what a load generator measures when the store
 * is left out. One argument, the port; runs until killed.
 */
public final class MemoryBroker {
  private static final String NODE = "bench@127.0.0.1";

  private MemoryBroker() {}

  /** Starts and prints one line when it listens. */
  public static void main(String[] arguments) {
    int port = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1883;
    Zone zone = Zone.defaults("external");
    Meters meters = new Meters();
    Time time = Time.system();
    Listeners listeners =
        new Listeners(
            Runtime.getRuntime().availableProcessors(),
            TransportChoice.AUTO,
            name -> zone,
            meters,
            time);
    ListenerSettings tcp =
        ListenerSettings.tcp("bench", new InetSocketAddress("127.0.0.1", port), zone.name());
    BrokerSettings settings =
        new BrokerSettings(
            NODE,
            "bench",
            Map.of(zone.name(), zone),
            DurabilityPolicy.of(Durability.MEMORY),
            new BrokerSettings.Sys(60_000, 30_000),
            BrokerSettings.Sharing.by(SharedStrategy.ROUND_ROBIN),
            BrokerSettings.RetainedLimits.NONE,
            BrokerSettings.Modules.NONE);
    Broker broker =
        new Broker(
            new Broker.Parts(
                settings,
                new MemoryStorage(NODE),
                time,
                meters,
                new AnonymousAuthenticator(Set.of(tcp.id())),
                Authorizer.ALLOW_ALL,
                listeners.loops()));
    broker.restore().join();
    broker.startTicking();
    listeners.start(tcp, broker.acceptor());
    System.out.println("listening on 127.0.0.1:" + port);
  }
}
