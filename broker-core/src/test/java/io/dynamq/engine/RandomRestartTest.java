package io.dynamq.engine;

import io.dynamq.observe.Metric;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * Clients with bad habits and bad networks on a broker that is restarted again and again over the
 * same storage, in an order that a seed decides.
 */
class RandomRestartTest {
  private static final int SEEDS = 150;
  private static final int LIVES = 6;
  private static final int STEPS = 300;

  @Test
  void keepsOrderAndExactlyOnceOverRestarts() {
    forEachSeed(seed -> new Run(seed).play(Run::stop, Inboxes::check));
  }

  /** Within one tick of the broker's clock nothing of what happened since is in the snapshots. */
  @Test
  void losesNothingThatWasAcknowledgedWhenItDies() {
    forEachSeed(seed -> new Run(seed).play(Run::die, Inboxes::checkAfterDeath));
  }

  private static void forEachSeed(Consumer<Integer> play) {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        play.accept(seed);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /** One game. */
  private static final class Run {
    private final Random random;
    private final MemoryStorage tables = new MemoryStorage("n");
    private final FakeTime time = new FakeTime();
    private final List<RandomClient> clients = new ArrayList<>();
    private FaultyStorage store;
    private TestBroker broker;

    Run(int seed) {
      random = new Random(seed);
      open();
      for (int i = 0; i < 5; i++) {
        RandomClient.Habits habits = RandomClient.Habits.any(random);
        clients.add(new RandomClient(broker, random, "c" + i, habits));
      }
    }

    private void open() {
      store = new FaultyStorage(tables.forNode("n"));
      SessionLimits limits =
          new SessionLimits(
              new SessionLimits.Receiving(8, 10, 0),
              new SessionLimits.Sending(1 + random.nextInt(5), 10, false),
              new SessionLimits.Queue(0, 0, 2 + random.nextInt(20), 1 << 20, true));
      broker = new TestBroker(store, time, limits);
    }

    void play(Consumer<Run> end, Consumer<List<RandomClient>> check) {
      Inboxes.subscribe(broker, clients);
      for (int life = 1; life <= LIVES; life++) {
        store.appendsWait = random.nextBoolean();
        for (int step = 0; step < STEPS; step++) {
          act();
        }
        Assertions.assertThat(broker.count(Metric.BUGS)).isZero();
        end.accept(this);
        time.advanceMillis(1_000);
        open();
        clients.forEach(client -> client.move(broker));
      }
      clients.forEach(RandomClient::connect);
      Calm.comeReliably(broker, store, clients);
      check.accept(clients);
      Assertions.assertThat(broker.count(Metric.BUGS)).isZero();
    }

    void stop() {
      broker.broker.disconnectAll();
      broker.settle();
      store.answer();
      broker.settle();
    }

    /** What is on its way between sessions arrives; nothing else does. */
    void die() {
      broker.settle();
    }

    private void act() {
      RandomClient client = clients.get(random.nextInt(clients.size()));
      int what = random.nextInt(100);
      if (what < 20) {
        if (clients.indexOf(client) >= 2) {
          client.publish();
        }
      } else if (what < 40) {
        client.read();
      } else if (what < 55) {
        client.acknowledge();
      } else if (what < 87) {
        (random.nextBoolean() ? broker.loopA : broker.loopB).step();
      } else if (what < 91) {
        store.answerOne();
      } else if (what < 94) {
        client.storm();
      } else if (what < 96) {
        broker.time.advanceMillis(random.nextInt(20));
        broker.broker.tick();
      } else if (!client.isUp()) {
        client.connect();
      } else if (random.nextInt(5) == 0) {
        client.link().cut();
      }
    }
  }
}
