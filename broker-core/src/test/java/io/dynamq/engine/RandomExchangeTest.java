package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Clients with bad networks on a broker with a slow store, in an order that a seed decides down to
 * single tasks of the event loops. Whatever happens, what MQTT promises must hold in the end.
 */
class RandomExchangeTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 1_500;

  @Test
  void keepsWhatMqttPromises() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        new Run(seed).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One game. */
  private static final class Run {
    private final Random random;
    private final FaultyStorage store = new FaultyStorage(new MemoryStorage("n"));
    private final TestBroker broker;
    private final List<RandomClient> clients = new ArrayList<>();

    Run(int seed) {
      random = new Random(seed);
      SessionLimits limits =
          new SessionLimits(
              new SessionLimits.Receiving(8, 10, 0),
              new SessionLimits.Sending(1 + random.nextInt(5), 10, false),
              new SessionLimits.Queue(0, 0, 2 + random.nextInt(20), 1 << 20, true));
      broker = new TestBroker(store, new FakeTime(), limits);
      for (int i = 0; i < 5; i++) {
        clients.add(new RandomClient(broker, random, "c" + i));
      }
    }

    void play() {
      Inboxes.subscribe(broker, clients);
      store.claimsWait = random.nextBoolean();
      store.appendsWait = random.nextBoolean();
      for (int step = 0; step < STEPS; step++) {
        act();
      }
      Calm.come(broker, store, clients);
      Inboxes.check(clients);
      assertThat(broker.count(Metric.BUGS)).isZero();
    }

    private void act() {
      RandomClient client = clients.get(random.nextInt(clients.size()));
      int what = random.nextInt(100);
      if (what < 15) {
        if (clients.indexOf(client) >= 2) {
          client.publish();
        }
      } else if (what < 35) {
        client.read();
      } else if (what < 50) {
        client.acknowledge();
      } else if (what < 85) {
        (random.nextBoolean() ? broker.loopA : broker.loopB).step();
      } else if (what < 90) {
        store.answerOne();
      } else if (what < 94) {
        socket(client);
      } else {
        disturb(client, what);
      }
    }

    private void socket(RandomClient client) {
      if (client.isUp() && client.link().writable) {
        client.link().writable = false;
      } else if (client.isUp()) {
        client.link().drainSocket();
      }
    }

    private void disturb(RandomClient client, int what) {
      if (what == 94) {
        broker.time.advanceMillis(random.nextInt(20));
        broker.broker.tick();
      } else if (what == 95) {
        store.readsToFail = 1;
      } else if (!client.isUp()) {
        client.connect();
      } else if (random.nextInt(5) == 0) {
        client.link().cut();
      } else if (random.nextInt(20) == 0) {
        client.connect();
      }
    }
  }
}
