package io.dynamq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.testkit.RawClient;
import io.netty.buffer.PooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a subscriber costs that reads nothing while 160 MB are published for it. */
class SlowReaderTest {
  private static final long BOUND = 64 << 20;
  private static final int BATCHES = 800;
  private static final int BATCH = 100;
  private static final byte[] PAYLOAD = new byte[2_000];
  private static final byte[] PINGREQ = RawClient.bytes("c0 00");

  private final LoopbackBroker broker = LoopbackBroker.start();

  @AfterEach
  void stop() {
    broker.close();
  }

  private static long used() {
    System.gc();
    Runtime heap = Runtime.getRuntime();
    return heap.totalMemory()
        - heap.freeMemory()
        + PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
  }

  private static RawClient flood(RawClient publisher, int qos) {
    Bytes batch = new Bytes();
    for (int id = 1; id <= BATCH; id++) {
      batch.raw(
          PublishPacket.to("flood").payload(new String(PAYLOAD)).qos(qos, id).bytes(4));
    }
    byte[] bytes = batch.raw(PINGREQ).toArray();
    for (int i = 0; i < BATCHES; i++) {
      publisher.send(bytes);
      // Each batch is in the broker's hands before the next.
      for (int answers = qos == 0 ? 1 : BATCH + 1; answers > 0; answers--) {
        publisher.readPacket();
      }
    }
    return publisher;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aSlowReaderCostsLessThan64Megabytes(int qos) {
    MqttClient slow = broker.connected(4, ConnectPacket.of(4, "slow").clean(true));
    slow.subscribe("flood", qos);
    try (RawClient publisher = broker.raw()) {
      publisher.send(ConnectPacket.of(4, "flood").clean(true).bytes());
      publisher.readPacket();
      long before = used();
      flood(publisher, qos);
      long cost = used() - before;
      assertThat(cost).isLessThan(BOUND);
      assertThat(broker.count(Metric.DELIVERY_DROPPED)).as("the bound was reached").isPositive();
      publisher.send(PINGREQ).expect("d0 00");
    }
    slow.reset();
  }

  @Test
  void oneThatReadsIsServedBesideIt() {
    MqttClient slow = broker.connected(4, ConnectPacket.of(4, "slow").clean(true));
    slow.subscribe("#", 0);
    MqttClient quick = broker.connected();
    quick.subscribe("other", 1);
    try (RawClient publisher = broker.raw()) {
      publisher.send(ConnectPacket.of(4, "flood").clean(true).bytes());
      publisher.readPacket();
      flood(publisher, 0);
      publisher.send(PublishPacket.to("other").payload("here").bytes(4));
      quick.expectMessage("here");
    }
    slow.reset();
  }
}
