package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SendersTest {
  @Test
  void whoComesAgainIsTheSameObject() {
    String first = Senders.shared(new String("device-1"));
    assertThat(Senders.shared(new String("device-1"))).isSameAs(first);
  }

  @Test
  void othersStayThemselvesWhateverTheirHash() {
    // The first two have the same.
    for (String name : new String[] {"Aa", "BB", "Aa", ""}) {
      assertThat(Senders.shared(name)).isEqualTo(name);
    }
    for (int i = 0; i < 5_000; i++) {
      assertThat(Senders.shared("device-" + i)).isEqualTo("device-" + i);
    }
  }
}
