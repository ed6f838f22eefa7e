package io.dynamq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.topic.TopicFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionTest {
  private static final TopicFilter FILTER = TopicFilter.of("a/+");

  @Test
  void packsAsTheWireDoes() {
    Subscription all =
        new Subscription(FILTER, Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND, 5);
    assertThat(all.packedOptions()).isEqualTo(0b10_1110);
    assertThat(Subscription.of(FILTER, Qos.AT_LEAST_ONCE).packedOptions()).isEqualTo(1);
  }

  @Test
  void everyValidByteComesBack() {
    int valid = 0;
    for (int packed = 0; packed < 256; packed++) {
      if ((packed & 3) != 3 && (packed >> 4 & 3) != 3 && packed >> 6 == 0) {
        valid++;
        Subscription read = Subscription.unpack(FILTER, packed, packed);
        assertThat(read.packedOptions()).isEqualTo(packed);
        assertThat(read.identifier()).isEqualTo(packed);
        assertThat(read.filter()).isEqualTo(FILTER);
      }
    }
    assertThat(valid).isEqualTo(36);
  }

  /** [MQTT-3.8.3-4], [MQTT-3.8.3-5]. */
  @ParameterizedTest
  @ValueSource(ints = {3, 0x30, 0x40, 0x80, 0xFF, -1, 0x100})
  void reservedValuesAreRefused(int packed) {
    assertThatThrownBy(() -> Subscription.unpack(FILTER, packed, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
