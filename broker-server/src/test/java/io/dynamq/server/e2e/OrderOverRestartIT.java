package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.conformance.SocketGame;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Order and exactly-once over restarts of the process, the state in DynamoDB tables. */
class OrderOverRestartIT {
  private static final int LIVES = 3;
  private static final int STEPS = 200;

  @TempDir Path directory;

  private static InetSocketAddress address(BrokerProcess broker) {
    return new InetSocketAddress("127.0.0.1", broker.mqttPort());
  }

  @Test
  void sigtermChangesNoOrderLosesNothingAndRepeatsNoQos2() {
    int seed = Integer.getInteger("dynamq.seed", 11);
    try (BrokerProcess broker = new BrokerProcess(directory.resolve("term")).start();
        SocketGame game = new SocketGame(() -> address(broker), seed)) {
      game.begin();
      for (int life = 1; life < LIVES; life++) {
        game.play(STEPS);
        assertThat(broker.stop()).as("seed %d: %s", seed, broker.output()).isZero();
        broker.start();
      }
      game.finish();
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }

  @Test
  void sigkillLosesNothingThatTheStoreHasAcknowledged() {
    int seed = Integer.getInteger("dynamq.seed", 12);
    try (BrokerProcess broker =
            new BrokerProcess(directory.resolve("kill"))
                .with("DYNAMQ_DURABILITY__ACK_AFTER", "store")
                .start();
        SocketGame game = new SocketGame(() -> address(broker), seed)) {
      game.begin();
      for (int life = 1; life < LIVES; life++) {
        game.play(STEPS);
        broker.kill();
        game.cutAll();
        broker.start();
      }
      game.finish();
    } catch (AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
