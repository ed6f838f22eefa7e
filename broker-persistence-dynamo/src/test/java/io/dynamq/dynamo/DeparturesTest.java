package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import org.junit.jupiter.api.Test;

/** What keeps the log because messages are leaving queues. */
class DeparturesTest {
  private static final Lease FROM = new Lease(new ClientId("a"), 1, "n");
  private static final Lease TO = new Lease(new ClientId("b"), 1, "n");
  private static final Origin ORIGIN = new Origin(FROM, new Position(1, 7));

  private final Departures departures = new Departures();

  @Test
  void keepTheLogUntilTheMessageHasLeft() {
    departures.began(ORIGIN, TO, 5);
    assertThat(departures.oldest()).isEqualTo(5);
    assertThat(departures.taker(ORIGIN)).isEqualTo(TO);
    departures.ended(ORIGIN);
    assertThat(departures.oldest()).isEqualTo(Long.MAX_VALUE);
  }

  /** The queue is another node's by now: nobody will ever take the message out of it here. */
  @Test
  void areGivenUpThoughNothingMoreIsLogged() {
    departures.began(ORIGIN, TO, 5);
    for (int i = 0; i < Departures.ASKED_MAX; i++) {
      assertThat(departures.oldest()).isEqualTo(5);
    }
    assertThat(departures.oldest()).isEqualTo(Long.MAX_VALUE);
    assertThat(departures.taker(ORIGIN)).isNull();
  }
}
