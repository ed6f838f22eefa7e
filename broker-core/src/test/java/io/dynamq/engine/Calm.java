package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Predicate;

/** The end of a game with {@link RandomClient}s: networks and store are good again. */
final class Calm {
  private static final int ROUNDS_MAX = 10_000;

  private final TestBroker broker;
  private final FaultyStorage store;
  private final Predicate<RandomClient> acknowledges;

  private Calm(
      TestBroker broker, FaultyStorage store, Predicate<RandomClient> acknowledges) {
    this.broker = broker;
    this.store = store;
    this.acknowledges = acknowledges;
  }

  /** Clients go on as they are used to, until nothing moves any more. */
  static void come(TestBroker broker, FaultyStorage store, List<RandomClient> clients) {
    new Calm(broker, store, RandomClient::acknowledge).last(clients);
  }

  /** The same, and nobody forgets anything. */
  static void comeReliably(TestBroker broker, FaultyStorage store, List<RandomClient> clients) {
    new Calm(broker, store, RandomClient::acknowledgeReliably).last(clients);
  }

  private void last(List<RandomClient> clients) {
    store.claimsWait = false;
    store.appendsWait = false;
    store.readsToFail = 0;
    int quiet = 0;
    for (int round = 0; quiet < 3; round++) {
      assertThat(round).as("rounds until all is quiet").isLessThan(ROUNDS_MAX);
      store.answer();
      broker.advanceMillis(1_000);
      boolean any = false;
      for (RandomClient client : clients) {
        any |= goOn(client);
      }
      quiet = any ? 0 : quiet + 1;
    }
    assertThat(clients).noneMatch(RandomClient::hasUnfinishedPublishes);
  }

  private boolean goOn(RandomClient client) {
    boolean any = !client.isUp();
    if (any) {
      client.connect();
    } else if (!client.link().writable) {
      client.link().drainSocket();
    }
    broker.settle();
    while (client.read() | acknowledges.test(client)) {
      any = true;
    }
    broker.settle();
    return any;
  }
}
