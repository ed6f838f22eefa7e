package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.packet.Connect;
import io.dynamq.testkit.RawClient;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the bytes of half a packet cost while the rest is awaited. */
class InboundBufferTest {
  private static final int MEGABYTE = 1 << 20;

  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(false, true);
  private final InboundBuffer buffer = new InboundBuffer(MEGABYTE);

  @AfterEach
  void leavesNothing() {
    buffer.release();
    assertThat(used()).isZero();
  }

  private long used() {
    return memory.metric().usedHeapMemory();
  }

  private void arrives(byte[] bytes) {
    ByteBuf read = memory.heapBuffer(bytes.length, bytes.length).writeBytes(bytes);
    buffer.append(read, memory);
  }

  private void connect() {
    arrives(RawClient.bytes(NetFixture.CONNECT));
    assertThat(buffer.next()).isInstanceOf(Connect.class);
  }

  @Test
  void anAnnouncedLengthCostsNothingUntilItsBytesArrive() {
    connect();
    // A PUBLISH of QoS 0 that will have 1,000,000 bytes.
    arrives(RawClient.bytes("30 c0 84 3d 00 01 61"));
    assertThat(buffer.next()).isNull();
    assertThat(used()).isLessThan(1_024);
  }

  @Test
  void halfAPacketTakesNoMoreThanItsAnnouncedLengthAndOneRead() {
    connect();
    arrives(RawClient.bytes("30 c0 84 3d 00 01 61"));
    int read = 16 << 10;
    for (int arrived = 3; arrived + read < 1_000_000; arrived += read) {
      arrives(new byte[read]);
      assertThat(buffer.next()).isNull();
      buffer.shrink();
      // A buffer that grows may be twice as large as what it holds.
      assertThat(used()).isLessThan(2L * Math.max(arrived + read, 64) + read);
    }
  }

  @Test
  void aPacketThatIsAnnouncedTooLargeIsNotAwaited() {
    connect();
    // 1,048,576 bytes behind a fixed header of 5.
    arrives(RawClient.bytes("30 80 80 c0 00"));
    assertThat(buffer.next()).isNotNull();
    assertThat(buffer.isEnded()).isTrue();
  }
}
