package io.dynamq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Publishers and subscribers with bad networks over real sockets, in an order that a seed decides
 * (the operating system has its say too). In the end nothing that was acknowledged is lost, no
 * publisher's messages of one topic and level have changed their order, and none of QoS 2 came twice.
 */
public final class SocketGame implements AutoCloseable {
  private static final int PUBLISHERS = 3;

  private final Random random;
  private final String root;
  private final List<LastingClient> publishers = new ArrayList<>();
  private final List<LastingClient> subscribers = new ArrayList<>();

  /**
   * @param broker where the broker is now
   * @param seed also distinguishes client identifiers and topics of several games on one broker
   */
  public SocketGame(Supplier<InetSocketAddress> broker, int seed) {
    random = new Random(seed);
    root = "game" + seed;
    for (int i = 0; i < PUBLISHERS; i++) {
      publishers.add(new LastingClient(broker, 4 + i % 2, root + "-p" + i));
    }
    for (int qos = 1; qos <= 2; qos++) {
      subscribers.add(new LastingClient(broker, 6 - qos, root + "-s" + qos));
    }
  }

  /** Connects all and subscribes. */
  public SocketGame begin() {
    all().forEach(client -> assertThat(client.connect()).isTrue());
    subscribers.get(0).subscribe(root + "/#", 1);
    subscribers.get(1).subscribe(root + "/+", 2);
    return this;
  }

  private List<LastingClient> all() {
    List<LastingClient> all = new ArrayList<>(publishers);
    all.addAll(subscribers);
    return all;
  }

  /** Plays so many steps. */
  public void play(int steps) {
    for (int step = 0; step < steps; step++) {
      LastingClient client = all().get(random.nextInt(PUBLISHERS + subscribers.size()));
      int what = random.nextInt(100);
      if (what < 55) {
        burst(publishers.get(random.nextInt(PUBLISHERS)));
      } else if (what < 90 || !client.isUp()) {
        keepUp(client);
      } else {
        client.cut();
      }
    }
  }

  private void burst(LastingClient publisher) {
    for (int i = random.nextInt(8); i >= 0; i--) {
      publisher.publish(root + "/" + random.nextInt(2), random.nextInt(3));
    }
  }

  private static boolean keepUp(LastingClient client) {
    return client.isUp() ? client.work(1) : client.connect();
  }

  /** All connections break, as at the death of a machine. */
  public void cutAll() {
    all().forEach(LastingClient::cut);
  }

  /** Lets everything come to rest and checks it. */
  public void finish() {
    rest();
    for (LastingClient subscriber : subscribers) {
      checkOrder(subscriber);
      check(subscriber, subscriber == subscribers.get(1));
    }
  }

  private void rest() {
    int quiet = 0;
    for (int round = 0; quiet < 3; round++) {
      assertThat(round).as("rounds until all is quiet").isLessThan(5_000);
      boolean any = false;
      for (LastingClient client : all()) {
        any |= client.isUp() ? client.work(30) : client.connect();
      }
      boolean unfinished = publishers.stream().anyMatch(LastingClient::hasUnfinishedPublishes);
      quiet = any || unfinished ? 0 : quiet + 1;
    }
  }

  private static void checkOrder(LastingClient subscriber) {
    Map<String, Integer> newest = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (String payload : subscriber.inbox) {
      int space = payload.lastIndexOf(' ');
      int count = Integer.parseInt(payload.substring(space + 1));
      if (seen.add(payload)) {
        Integer before = newest.put(payload.substring(0, space), count);
        assertThat(before == null || before < count)
            .as("%s behind %s at %s", payload, before, subscriber.id)
            .isTrue();
      }
    }
  }

  private void check(LastingClient subscriber, boolean once) {
    Set<String> seen = new HashSet<>();
    for (String payload : subscriber.inbox) {
      boolean exactlyOnce = once && payload.split(" ")[2].equals("2");
      assertThat(seen.add(payload) || !exactlyOnce)
          .as("%s twice at %s", payload, subscriber.id)
          .isTrue();
    }
    for (LastingClient publisher : publishers) {
      assertThat(seen).as("what %s got", subscriber.id).containsAll(publisher.acknowledged);
    }
  }

  @Override
  public void close() {
    all().forEach(LastingClient::close);
  }
}
