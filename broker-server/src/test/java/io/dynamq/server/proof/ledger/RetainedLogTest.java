package io.dynamq.server.proof.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.proof.ledger.Incident.Kind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Retained are messages 7, 32, 57 … in turn on five topics; on each every third is a clearing. */
class RetainedLogTest {
  private static final String TOPIC = "run/r/0/0";

  private final PublisherLog publisher = new PublisherLog(0, 1);
  private final Incidents incidents = new Incidents();
  private final RetainedLog log =
      new RetainedLog(new Workload("run", 10), List.of(publisher), incidents);

  private void publishThrough(int last, int ackedThrough) {
    while (publisher.sent() <= last) {
      publisher.sending(publisher.sent() + 1);
    }
    for (int i = 0; i <= ackedThrough; i++) {
      publisher.acked(i, 1_000 + i);
    }
  }

  private void judge(Integer found) {
    Map<String, Workload.Key> settled = log.settled();
    settled.keySet().removeIf(topic -> !topic.equals(TOPIC));
    log.judge(
        log.settled(),
        found == null ? Map.of() : Map.of(TOPIC, new Workload.Key(0, found)));
  }

  @Test
  void theLastAcknowledgedOrOneUnderWayIsRight() {
    publishThrough(132, 10);
    judge(7);
    judge(132);
    assertThat(incidents.count(Kind.RETAINED_WRONG)).isZero();
    judge(null);
    assertThat(incidents.of(Kind.RETAINED_WRONG))
        .extracting(Incident::text)
        .containsExactly("retained run/r/0/0 is missing, acknowledged was p0#7");
  }

  @Test
  void aClearedOneThatIsBackIsNamed() {
    publishThrough(257, 257);
    assertThat(Workload.clears(257)).isTrue();
    Map<String, Workload.Key> found = Map.of(TOPIC, new Workload.Key(0, 132));
    log.judge(Map.of(TOPIC, new Workload.Key(0, 257)), found);
    assertThat(incidents.of(Kind.DELETED_BACK))
        .extracting(Incident::text)
        .containsExactly("retained run/r/0/0 is p0#132, acknowledged was p0#257 (cleared)");
    assertThat(log.changedAt(TOPIC)).hasValue(1_257);
    assertThat(log.changedAt("run/r/9/9")).isEmpty();
    assertThat(log.expected()).doesNotContain(TOPIC).contains("run/r/0/1");
  }
}
