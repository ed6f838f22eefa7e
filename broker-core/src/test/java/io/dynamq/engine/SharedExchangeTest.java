package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.routing.SharedStrategy;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A shared group with a plain subscriber beside it, on bad networks, a slow store and a broker that
 * is restarted, in an order that a seed decides down to single tasks of the event loops.
 */
class SharedExchangeTest {
  private static final int SEEDS = 200;
  private static final int STEPS = 1_500;
  private static final int MEMBERS = 3;
  private static final int GUEST = 6;
  private static final String GROUP = "$share/g/t/#";

  @Test
  void theGroupGetsEverythingAndQos2Once() {
    for (int seed = 1; seed <= SEEDS; seed++) {
      try {
        new Run(seed).play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  /**
   * One game: clients 0 to 2 are the group, 3 subscribes for itself, 4 and 5 publish, 6 joins the
   * group in half of the games with sessions that end with their connections.
   */
  private static final class Run {
    private final Random random;
    private final FaultyStorage store = new FaultyStorage(new MemoryStorage("test@127.0.0.1"));
    private final FakeTime time = new FakeTime();
    private final SessionLimits limits;
    private final BrokerSettings.Sharing sharing;
    private final List<RandomClient> clients = new ArrayList<>();
    private TestBroker broker;

    Run(int seed) {
      random = new Random(seed);
      limits =
          new SessionLimits(
              new SessionLimits.Receiving(8, 10, 0),
              new SessionLimits.Sending(1 + random.nextInt(5), 0, false),
              new SessionLimits.Queue(0, 0, 2 + random.nextInt(20), 1 << 20, true));
      SharedStrategy[] all = SharedStrategy.values();
      sharing =
          new BrokerSettings.Sharing(
              all[random.nextInt(all.length)], Map.of(), random.nextInt(4) > 0);
      broker = new TestBroker(store, time, limits, sharing);
      boolean withGuest = random.nextBoolean();
      for (int i = 0; i < MEMBERS + (withGuest ? 4 : 3); i++) {
        clients.add(new RandomClient(broker, random, "c" + i));
      }
      if (withGuest) {
        clients.get(GUEST).beGuestOf(GROUP);
      }
    }

    void play() {
      clients.forEach(RandomClient::connect);
      broker.settle();
      for (int i = 0; i < MEMBERS; i++) {
        clients.get(i).link().subscribe(GROUP, 2);
        clients.get(i).joinGroup();
      }
      clients.get(MEMBERS).link().subscribe("t/#", 2);
      store.claimsWait = random.nextBoolean();
      store.appendsWait = random.nextBoolean();
      for (int step = 0; step < STEPS; step++) {
        act();
      }
      Calm.come(broker, store, clients);
      checkGroup();
      checkPlain(clients.get(MEMBERS));
      assertThat(broker.count(Metric.BUGS)).isZero();
    }

    private void act() {
      RandomClient client = clients.get(random.nextInt(clients.size()));
      int what = random.nextInt(100);
      if (what < 15) {
        clients.get(MEMBERS + 1 + random.nextInt(2)).publish();
      } else if (what < 35) {
        client.read();
      } else if (what < 50) {
        client.acknowledge();
      } else if (what < 85) {
        (random.nextBoolean() ? broker.loopA : broker.loopB).step();
      } else if (what < 90) {
        store.answerOne();
      } else {
        disturb(client, what);
      }
    }

    private void disturb(RandomClient client, int what) {
      if (what < 92) {
        time.advanceMillis(random.nextInt(20));
        broker.broker.tick();
      } else if (what == 92) {
        store.readsToFail = 1;
      } else if (what == 93 && client.isUp()) {
        client.link().writable = !client.link().writable;
        client.link().drainSocket();
      } else if (!client.isUp()) {
        connectSometimes(client);
      } else if (random.nextInt(5) == 0) {
        client.link().cut();
      } else if (random.nextInt(20) == 0) {
        client.connect();
      } else if (random.nextInt(60) == 0) {
        restart();
      }
    }

    /** Members stay away for a while, so that now and then none is there. */
    private void connectSometimes(RandomClient client) {
      if (clients.indexOf(client) >= MEMBERS || random.nextInt(4) == 0) {
        client.connect();
      }
    }

    /** The broker is shut down as it should be, and started again on what it stored. */
    private void restart() {
      boolean claimsWaited = store.claimsWait;
      store.claimsWait = false;
      store.readsToFail = 0;
      broker.broker.disconnectAll();
      broker.settle();
      store.answer();
      broker.settle();
      assertThat(broker.count(Metric.BUGS)).isZero();
      time.advanceMillis(1);
      broker = new TestBroker(store, time, limits, sharing);
      clients.forEach(client -> client.moveTo(broker));
      store.claimsWait = claimsWaited;
    }

    private void checkGroup() {
      Map<String, Integer> counts = new HashMap<>();
      for (RandomClient member : clients) {
        if (clients.indexOf(member) != MEMBERS) {
          member.inbox.forEach(payload -> counts.merge(payload, 1, Integer::sum));
        }
      }
      Set<String> gone = new HashSet<>(counts.keySet());
      if (clients.size() > GUEST) {
        // What was sent to it at QoS 2 may have arrived, so nobody else got it.
        clients.get(GUEST).sentTo().stream().filter(Run::isQos2).forEach(gone::add);
      }
      for (RandomClient publisher : clients) {
        assertThat(publisher.acknowledged).as("the group got").isSubsetOf(gone);
      }
      counts.forEach(
          (payload, count) -> {
            if (isQos2(payload)) {
              assertThat(count).as(payload).isEqualTo(1);
            }
          });
    }

    private static boolean isQos2(String payload) {
      return payload.split(" ")[2].equals("2");
    }

    private void checkPlain(RandomClient receiver) {
      Map<String, Integer> newest = new HashMap<>();
      Set<String> seen = new HashSet<>();
      for (String payload : receiver.inbox) {
        int space = payload.lastIndexOf(' ');
        int count = Integer.parseInt(payload.substring(space + 1));
        if (seen.add(payload)) {
          Integer before = newest.put(payload.substring(0, space), count);
          assertThat(before == null || before < count).as("%s in order", payload).isTrue();
        } else {
          assertThat(payload.split(" ")[2]).as("twice: " + payload).isEqualTo("1");
        }
      }
      for (RandomClient publisher : clients) {
        assertThat(seen).as("the subscriber got").containsAll(publisher.acknowledged);
      }
    }
  }
}
