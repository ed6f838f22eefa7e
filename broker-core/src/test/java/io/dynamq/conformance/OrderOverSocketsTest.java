package io.dynamq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.store.memory.MemoryStorage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order and exactly-once over real sockets, lost connections, backlogs and restarts. */
class OrderOverSocketsTest {
  private static final int MORE_THAN_ALL_IDENTIFIERS = 66_000;
  private static final int BURST = 64;

  /** A seed of one's own: {@code -Ddynamq.seed=n}. */
  private static int[] seeds(int... usual) {
    Integer given = Integer.getInteger("dynamq.seed");
    return given == null ? usual : new int[] {given};
  }

  @Test
  void holdOverLostConnections() {
    try (LoopbackBroker broker = LoopbackBroker.start()) {
      for (int seed : seeds(1, 2, 3)) {
        try (SocketGame game = new SocketGame(broker::address, seed)) {
          game.begin().play(600);
          game.finish();
        } catch (AssertionError e) {
          throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
        }
      }
      assertThat(broker.count(Metric.BUGS)).isZero();
    }
  }

  @Test
  void holdOverRestartsOnTheSameStorage() {
    for (int seed : seeds(1)) {
      MemoryStorage tables = new MemoryStorage("n");
      LoopbackBroker[] broker = {restarted(tables)};
      try (SocketGame game = new SocketGame(() -> broker[0].address(), seed)) {
        game.begin();
        for (int life = 0; life < 3; life++) {
          game.play(150);
          broker[0].close();
          broker[0] = restarted(tables);
        }
        game.finish();
      } catch (AssertionError e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      } finally {
        broker[0].close();
      }
    }
  }

  private static int starts;

  private static LoopbackBroker restarted(MemoryStorage tables) {
    LoopbackBroker broker = LoopbackBroker.with().storage(tables.forNode("n")).start();
    broker.pass(++starts * 10_000L);
    return broker;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void holdForMoreMessagesThanThereAreIdentifiers(int qos) {
    try (LoopbackBroker broker = LoopbackBroker.start();
        LastingClient subscriber = new LastingClient(broker::address, 4, "wrap-s");
        LastingClient publisher = new LastingClient(broker::address, 4, "wrap-p")) {
      assertThat(subscriber.connect() && publisher.connect()).isTrue();
      subscriber.subscribe("wrap", qos);
      for (int i = 0; i < MORE_THAN_ALL_IDENTIFIERS; i += BURST) {
        for (int j = 0; j < BURST; j++) {
          publisher.publish("wrap", qos);
        }
        while (publisher.hasUnfinishedPublishes() || subscriber.inbox.size() < i + BURST) {
          publisher.work(0);
          subscriber.work(0);
        }
      }
      String stream = "wrap-p wrap " + qos + " ";
      assertThat(subscriber.inbox)
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, subscriber.inbox.size()).mapToObj(i -> stream + i).toList())
          .hasSizeGreaterThanOrEqualTo(MORE_THAN_ALL_IDENTIFIERS);
    }
  }
}
