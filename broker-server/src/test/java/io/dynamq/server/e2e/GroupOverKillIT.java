package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.RawClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits with a shared group is taken over once, though the broker dies in the midst of it. */
class GroupOverKillIT {
  private static final String TOPIC = "jobs/a";
  private static final String GROUP = "$share/g/jobs/#";
  private static final int WAITING = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  @Test
  void whatMembersTookOverFromTheirGroupDoesNotComeAgainAfterAKill() {
    try (BrokerProcess broker =
            new BrokerProcess(directory).with("DYNAMQ_PERSISTENCE__HOLD", "3s").start();
        Receiver one = new Receiver(broker.mqttPort(), "one", GROUP, 0);
        Receiver two = new Receiver(broker.mqttPort(), "two", GROUP, 0);
        Courier courier = new Courier(broker.mqttPort(), "courier", TOPIC, 2, 5)) {
      joinAndLeave(broker, "one");
      joinAndLeave(broker, "two");
      courier.start();
      await().atMost(PATIENCE).until(() -> courier.acknowledgements() >= WAITING);
      courier.pause();
      await().until(() -> courier.isAtRest());
      one.start();
      await().atMost(PATIENCE).until(() -> one.numbers(TOPIC).size() >= WAITING / 8);
      broker.kill();
      broker.start();
      two.start();
      List<Integer> all = new ArrayList<>();
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                all.clear();
                all.addAll(one.numbers(TOPIC));
                all.addAll(two.numbers(TOPIC));
                return all.size() >= courier.acknowledged().size();
              });

      assertThat(all).containsExactlyInAnyOrderElementsOf(courier.acknowledged());
      assertThat(List.of(one.sessionsLost(), two.sessionsLost())).containsOnly(0);
    }
  }

  private static void joinAndLeave(BrokerProcess broker, String id) {
    try (RawClient client = Packets.connected(broker, id, false)) {
      client.send(Packets.subscribe(GROUP, 2)).expect("90 03 00 01 02");
      client.send("E0 00").expectClose();
    }
  }
}
