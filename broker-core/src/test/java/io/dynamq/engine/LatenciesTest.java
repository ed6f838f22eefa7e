package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Histogram;
import io.dynamq.observe.Meters.Labelled;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Delivery;
import io.dynamq.session.SessionLimits;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** How long messages took. */
class LatenciesTest {
  private static final Labelled DELIVERY = new Labelled("delivery.latency", "", "");
  private static final Labelled ACK = new Labelled("publish.ack", "durability", "memory");

  private final FakeTime time = new FakeTime();
  private final TestBroker broker =
      new TestBroker(new MemoryStorage("test@127.0.0.1"), time, SessionLimits.DEFAULT);

  private Histogram.Reading read(Labelled name) {
    return broker.meters.histograms().get(name);
  }

  private static long sum(Histogram.Reading reading) {
    return Arrays.stream(reading.counts()).sum();
  }

  /** At most one message of QoS 1 at a time, none before it is writable. */
  private Link slow() {
    Link client = broker.link().connect("c", true);
    client.subscribe("t", 1);
    return client;
  }

  @Test
  void aDeliveryThatWaitedIsMeasuredFromItsPublish() {
    Link client = slow();
    client.writable = false;
    broker.linkOnOtherLoop().connect("p", true).publish("t", 1, 1, "x", false);
    time.advanceMillis(30);
    client.becomeWritable();
    assertThat(client.deliveries()).hasSize(1);
    assertThat(read(DELIVERY).sumMicros()).isEqualTo(30_000);
    int bucket = Arrays.binarySearch(read(DELIVERY).boundsMicros(), 50_000);
    assertThat(read(DELIVERY).counts()[bucket]).isEqualTo(1);
  }

  @Test
  void oneOfSixteenIsLookedAt() {
    Link client = slow();
    Link publisher = broker.linkOnOtherLoop().connect("p", true);
    for (int i = 0; i < 2 * Latencies.EACH; i++) {
      publisher.publish("t", 1, i + 1, "x", false);
      client.ack(Ack.Type.PUBACK, client.last(Delivery.class).packetId());
    }
    assertThat(sum(read(DELIVERY))).isEqualTo(2);
    assertThat(sum(read(ACK))).isEqualTo(2);
  }

  @Test
  void whatWasQueuedOrRetainedBeforeTheClientCameIsLeftOut() {
    broker.link().connect("c", false).subscribe("t", 1);
    Link away = broker.link().connect("c", false);
    away.drop();
    broker.linkOnOtherLoop().connect("p", true).publish("t", 1, 1, "x", false);
    time.advanceMillis(60_000);
    Link back = broker.link().connect("c", false);
    assertThat(back.deliveries()).hasSize(1);
    broker.linkOnOtherLoop().connect("p", true).publish("r", 1, 1, "x", true);
    time.advanceMillis(60_000);
    Link late = broker.link().connect("late", true);
    late.subscribe("r", 1);
    assertThat(late.deliveries()).hasSize(1);
    assertThat(sum(read(DELIVERY))).isZero();
  }
}
