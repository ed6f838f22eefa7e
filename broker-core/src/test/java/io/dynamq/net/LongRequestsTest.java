package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Subscribe;
import io.dynamq.testkit.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever asks for tens of thousands of filters at once waits for others who do. */
class LongRequestsTest {
  private static final int BYTES = 200_000;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private record Alarm(long nanos, Runnable task) {}

  private final Deque<Alarm> alarms = new ArrayDeque<>();
  private final LongRequests requests =
      new LongRequests((nanos, task) -> alarms.add(new Alarm(nanos, task)));
  private final List<String> heard = new ArrayList<>();
  private final Set<String> closed = new HashSet<>();

  private boolean enter(String name, long now) {
    LongRequests.Waiter waiter =
        new LongRequests.Waiter() {
          @Override
          public boolean isThere() {
            return !closed.contains(name);
          }

          @Override
          public void itsTurn() {
            heard.add(name);
          }
        };
    return requests.enter(waiter, BYTES, now);
  }

  /** Until the alarm that there is. */
  private long sleep() {
    Alarm alarm = alarms.remove();
    assertThat(alarms).as("one is enough").isEmpty();
    alarm.task.run();
    return alarm.nanos;
  }

  @Test
  void theFirstComesAtOnceAndOthersWhenTheOneBeforeHasHadItsTime() {
    assertThat(enter("a", -5)).isTrue();
    assertThat(enter("b", -5)).isFalse();
    assertThat(enter("c", 100 * MILLI - 5)).isFalse();
    assertThat(sleep()).isEqualTo(200 * MILLI);
    assertThat(heard).containsExactly("b");
    assertThat(sleep()).isEqualTo(200 * MILLI);
    assertThat(heard).containsExactly("b", "c");
    assertThat(alarms).isEmpty();
    assertThat(enter("d", 500 * MILLI - 5)).as("c has its time").isFalse();
    assertThat(sleep()).isEqualTo(100 * MILLI);
    assertThat(enter("e", 900 * MILLI)).as("all are over").isTrue();
  }

  @Test
  void whoIsNotThereAnyMoreCostsNobodyTime() {
    enter("a", 0);
    for (int i = 0; i < 1_000; i++) {
      enter("gone" + i, 0);
      closed.add("gone" + i);
    }
    enter("b", 0);
    assertThat(sleep()).isEqualTo(200 * MILLI);
    assertThat(heard).containsExactly("b");
    enter("gone", 200 * MILLI);
    closed.add("gone");
    sleep();
    assertThat(alarms).isEmpty();
    assertThat(enter("c", 400 * MILLI)).isTrue();
  }

  /** One filter after the other, a byte each. */
  private static String subscribe(int bytes) {
    int filters = (bytes - 2) / 4;
    int length = 2 + 4 * filters;
    String digits = "%02x%02x%02x".formatted(length & 127 | 128, length >> 7 & 127 | 128, length >> 14);
    return "82" + digits + "0001" + "00016100".repeat(filters);
  }

  private static ByteBuf bytes(String hex) {
    return Unpooled.copiedBuffer(HexFormat.of().parseHex(hex));
  }

  @Test
  void onlyWholePacketsOfManyFiltersAreLong() {
    InboundBuffer buffer = new InboundBuffer(1 << 20);
    buffer.append(bytes(NetFixture.CONNECT), UnpooledByteBufAllocator.DEFAULT);
    buffer.next();
    String packet = subscribe(BYTES);
    buffer.append(bytes(packet.substring(0, BYTES)), UnpooledByteBufAllocator.DEFAULT);
    assertThat(buffer.longRequest()).as("half of it").isZero();
    assertThat(buffer.next()).isNull();
    buffer.append(bytes(packet.substring(BYTES)), UnpooledByteBufAllocator.DEFAULT);
    assertThat(buffer.longRequest()).isBetween(BYTES - 4, BYTES);
    assertThat(buffer.next()).isInstanceOf(Subscribe.class);
    assertThat(buffer.lastPacketBytes()).as("header and all").isEqualTo(packet.length() / 2);
    String publish = "30" + "84800c" + "000174" + "00".repeat(3 * (1 << 16) + 1);
    buffer.append(bytes(publish + subscribe(1_000)), UnpooledByteBufAllocator.DEFAULT);
    assertThat(buffer.longRequest()).as("another kind of packet").isZero();
    assertThat(buffer.next()).isNotNull();
    assertThat(buffer.longRequest()).as("few filters").isZero();
    buffer.release();
  }

  @Test
  void whoWaitsIsReadInTheEnd() {
    try (NetFixture net = new NetFixture()) {
      EchoAcceptor acceptor = new EchoAcceptor();
      try (RawClient client = RawClient.connect(net.start(acceptor).bound())) {
        client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
        EchoAcceptor.Link link = acceptor.next();
        client.send(subscribe(BYTES) + "c000").expect("d000");
        // As if the first had come two seconds later.
        net.pass(-2_000);
        client.send(subscribe(BYTES) + "c000");
        await().until(() -> net.meters().value(Metric.CONNECTIONS_SLOWED) == 1);
        client.expect("d000");
        assertThat(link.events.stream().filter("Subscribe"::equals)).hasSize(2);
      }
    }
  }
}
