package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.AnonymousAuthenticator;
import io.dynamq.auth.Authorizer;
import io.dynamq.message.ClientId;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.session.Overflow;
import io.dynamq.session.OverflowPolicy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.StoredSession;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.testkit.ManualLoop;
import io.dynamq.topic.TopicFilter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sessions that a broker finds in the store at its start keep the limits of their zone. */
class RestoredZoneTest {
  private static final int MESSAGES = 5;

  private final MemoryStorage storage = new MemoryStorage("n");
  private final FakeTime time = new FakeTime();
  private final ManualLoop loop = new ManualLoop();
  private final Meters meters = new Meters();

  private static Zone zone(String name, int queue) {
    return Zone.defaults(name)
        .withSession(
            new SessionLimits(
                SessionLimits.DEFAULT.receiving(),
                SessionLimits.DEFAULT.sending(),
                new SessionLimits.Queue(queue, 0, 10, 1 << 20, true),
                new SessionLimits.Excess(0, OverflowPolicy.of(Overflow.DROP_NEWEST))));
  }

  private void keep(String client, String zone) {
    Lease lease = storage.sessions().claim(new ClientId(client)).join().lease();
    storage
        .sessions()
        .save(
            lease,
            new StoredSession(
                lease.client(), lease.epoch(), "n", false, 5, null, 1, 1, time.epochMillis(),
                1_000, null, InflightSnapshot.EMPTY, zone),
            Durability.MEMORY);
    Subscription subscription = Subscription.of(TopicFilter.of("$SYS/#"), Qos.AT_LEAST_ONCE);
    storage.subscriptions().put(lease, subscription, Durability.MEMORY);
  }

  private Broker restart() {
    BrokerSettings settings =
        new BrokerSettings(
            "n",
            "0",
            Map.of("external", zone("external", 4), "tight", zone("tight", 2)),
            DurabilityPolicy.of(Durability.MEMORY),
            BrokerSettings.Sys.OFF,
            BrokerSettings.Sharing.by(SharedStrategy.RANDOM),
            BrokerSettings.RetainedLimits.NONE,
            BrokerSettings.Modules.NONE);
    Broker broker =
        new Broker(
            new Broker.Parts(
                settings,
                storage,
                time,
                meters,
                new AnonymousAuthenticator(Set.of()),
                Authorizer.ALLOW_ALL,
                List.of(loop)));
    broker.restore();
    loop.run();
    return broker;
  }

  private long queued(String client) {
    return storage.inflight().measure(new ClientId(client)).join().messages();
  }

  @Test
  void theQueueIsBoundedAsTheZoneSays() {
    keep("in tight", "tight");
    keep("in external", "external");
    keep("of an older row", null);
    Broker broker = restart();
    for (int i = 1; i <= MESSAGES; i++) {
      broker.port().announce("news", Qos.AT_LEAST_ONCE, () -> new byte[] {1});
      loop.run();
    }
    assertThat(queued("in tight")).isEqualTo(2);
    assertThat(queued("in external")).isEqualTo(4);
    assertThat(queued("of an older row")).isEqualTo(4);
    assertThat(meters.value(Metric.DELIVERY_DROPPED_QUEUE_FULL)).isEqualTo(5);
  }
}
