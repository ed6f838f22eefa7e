package io.dynamq.server.proof.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.proof.ledger.Incident.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private final PublisherLog one = new PublisherLog(0, 1);
  private final PublisherLog two = new PublisherLog(1, 2);
  private final Incidents incidents = new Incidents();
  private final Deliveries deliveries =
      new Deliveries("s", 2, false, List.of(one, two), incidents);

  private static void publish(PublisherLog log, int count) {
    for (int i = 0; i < count; i++) {
      int number = log.sending(1 + i).number();
      log.acked(number, 100 + i);
    }
  }

  private void get(int publisher, int... numbers) {
    for (int number : numbers) {
      deliveries.delivered(new Workload.Key(publisher, number), false, 1_000);
    }
  }

  @Test
  void whatWasAcknowledgedAndNeverCameIsLost() {
    publish(one, 3);
    one.sending(9);
    get(0, 0, 2);

    assertThat(deliveries.missing()).isOne();
    assertThat(deliveries.judge()).as("owed").isEqualTo(3);
    assertThat(incidents.of(Kind.LOST))
        .containsExactly(new Incident(Kind.LOST, "s never got p0#1", 101));
  }

  @Test
  void qos2TwiceIsBrokenAndQos1TwiceIsCounted() {
    publish(one, 1);
    publish(two, 1);
    get(0, 0, 0);
    get(1, 0, 0);

    assertThat(deliveries.duplicates()).isOne();
    assertThat(incidents.of(Kind.TWICE)).extracting(Incident::text).containsExactly("s got p1#0 twice");
  }

  @Test
  void whatComesTwiceIsAsOldAsTheEndOfTheExchangeBefore() {
    publish(two, 2);
    Workload.Key released = new Workload.Key(1, 0);
    Workload.Key open = new Workload.Key(1, 1);
    deliveries.delivered(released, false, 1_000);
    deliveries.released(released, 2_000);
    deliveries.delivered(open, false, 3_000);
    deliveries.delivered(released, true, 9_000);
    deliveries.delivered(open, true, 9_000);

    assertThat(incidents.of(Kind.TWICE))
        .extracting(Incident::toldNanos)
        .containsExactly(2_000L, 3_000L);
  }

  @Test
  void orderIsThatOfFirstDeliveriesOnOneTopic() {
    publish(one, 9);
    get(0, 0, 3, 1, 0, 4);
    assertThat(incidents.count(Kind.REORDERED)).as("topics of their own").isZero();
    get(0, 8, 5);
    assertThat(incidents.of(Kind.REORDERED))
        .extracting(Incident::text)
        .containsExactly("s got p0#5 after p0#8");
  }

  @Test
  void toggledMessagesAreOwedWhileSubscribed() {
    publish(one, 30);
    deliveries.subscribed(15, 125);
    get(0, java.util.stream.IntStream.range(0, 30).filter(DeliveriesTest::isSteady).toArray());

    // 9, 19 and 29 are toggled; sent at 10, 20 and 30, acknowledged at 109, 119 and 129.
    deliveries.judge();
    assertThat(incidents.of(Kind.LOST))
        .extracting(Incident::text)
        .containsExactly("s never got p0#19");
    assertThat(incidents.of(Kind.LOST))
        .as("they are owed because of the SUBACK, which a kill may undo")
        .extracting(Incident::toldNanos)
        .containsExactly(15L);
  }

  private static boolean isSteady(int number) {
    return Workload.part(number) == Workload.Part.STEADY;
  }
}
