package io.dynamq.server.proof.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkloadTest {
  private final Workload workload = new Workload("run", 40);

  @Test
  void aPayloadIsReadBackAndAnyOtherIsNot() {
    Workload.Key key = new Workload.Key(3, 1_234);
    byte[] payload = workload.payload(key);
    assertThat(payload).hasSize(40);
    assertThat(workload.read(workload.topic(key), payload)).isEqualTo(key);
    assertThat(workload.read("run/t/3/9", payload)).as("another topic").isNull();
    payload[39]++;
    assertThat(workload.read(workload.topic(key), payload)).as("a flipped bit").isNull();
    assertThat(workload.read("t", new byte[0])).isNull();
    assertThat(workload.read("t", new byte[] {'x', ' ', 'y', ' '})).isNull();
  }
}
