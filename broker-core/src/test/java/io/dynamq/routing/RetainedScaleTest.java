package io.dynamq.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.routing.RetainedIndex.Page;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A million retained topics: what they cost, and that lookups find all of theirs. */
class RetainedScaleTest {
  private static final int SITES = 1_000;
  private static final int DEVICES = 1_000;
  private static final int MESSAGES = SITES * DEVICES;
  private static final int PAYLOAD_BYTES = 16;
  private static final int OVERHEAD_BYTES_MAX = 208;
  private static final int PAGE = 256;

  private static final RetainedIndex INDEX = new RetainedIndex();
  private static long bytesPerMessage;

  @BeforeAll
  static void fill() {
    long before = usedBytes();
    for (int i = 0; i < MESSAGES; i++) {
      INDEX.put(
          new Message(
              MessageId.of(i, 1, 1, 1),
              TopicName.of("site/" + i / DEVICES + "/x/" + i % DEVICES),
              Qos.AT_LEAST_ONCE,
              true,
              new byte[PAYLOAD_BYTES],
              MessageProperties.NONE,
              "sender",
              i,
              Message.NEVER));
    }
    bytesPerMessage = (usedBytes() - before) / MESSAGES;
  }

  private static long usedBytes() {
    Runtime runtime = Runtime.getRuntime();
    // The serial collector of the test setting collects fully before this returns.
    System.gc();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  @Test
  void aRetainedMessageCostsItsBytesAndLittleMore() {
    long content = PAYLOAD_BYTES + "site/999/x/999".length();
    assertThat(bytesPerMessage).isLessThanOrEqualTo(content + OVERHEAD_BYTES_MAX);
  }

  @ParameterizedTest
  @CsvSource({
    "+/+/x/#, 1000000",
    "+/7/#, 1000",
    "site/+/x/7, 1000",
    "site/7/x/7/#, 1",
    "+/+/y/#, 0"
  })
  void aLookupIsCompleteHoweverMuchItFinds(String filter, int expected) {
    int found = 0;
    String after = null;
    do {
      Page page = INDEX.match(TopicFilter.of(filter), after, PAGE);
      assertThat(page.messages()).hasSizeLessThanOrEqualTo(PAGE);
      found += page.messages().size();
      after = page.next();
    } while (after != null);
    assertThat(found).isEqualTo(expected);
  }
}
