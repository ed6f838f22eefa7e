package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageId;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistoryPackTest {
  private static final int FULL = 256 << 10;
  private static final int ITEM_MAX = 400 << 10;

  private final Random random = new Random(4);

  /** Of characters that are in no order; each takes one to three bytes. */
  private String noise(int length) {
    StringBuilder text = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      text.append((char) (0x20 + random.nextInt(0xD000)));
    }
    return text.toString();
  }

  @Test
  void whatCannotBeCompressedComesBackAsItWasAndFitsAnItem() {
    HistoryPack pack = new HistoryPack();
    List<HistoryEvent> events = new ArrayList<>();
    long at = 1_700_000_000_000_000L;
    while (pack.bytes() < FULL) {
      at += random.nextInt(5_000) - 1_000;
      HistoryEvent event =
          HistoryEvent.ofMessage(
              Kind.PUBLISHED,
              at,
              new MessageId(at - random.nextInt(100), random.nextLong()),
              noise(100),
              noise(500),
              random.nextInt(Integer.MAX_VALUE));
      events.add(event);
      pack.add(event);
    }
    byte[] bytes = pack.toBytes();
    assertThat(bytes.length).isGreaterThan(FULL / 2).isLessThan(ITEM_MAX);
    assertThat(HistoryPack.read(bytes, "test")).isEqualTo(events);
  }
}
