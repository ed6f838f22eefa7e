package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.observe.Metric;
import io.dynamq.packet.Subscribe;
import io.dynamq.testkit.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Whoever asks for tens of thousands of filters at once waits for others who do. */
class LongRequestsTest {
  private static final int BYTES = 200_000;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final LongRequests requests = new LongRequests();

  @Test
  void theFirstComesAtOnceAndOthersWhenTheOneBeforeHasHadItsTime() {
    assertThat(requests.waitNanos(BYTES, -5)).isZero();
    assertThat(requests.waitNanos(BYTES, -5)).isEqualTo(200 * MILLI);
    assertThat(requests.waitNanos(BYTES, 100 * MILLI - 5)).isEqualTo(300 * MILLI);
    assertThat(requests.waitNanos(BYTES, 700 * MILLI)).as("all are over").isZero();
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
