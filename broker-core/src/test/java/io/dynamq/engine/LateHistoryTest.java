package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.store.LateStorage;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is noted of a broker whose store comes late. */
class LateHistoryTest {
  private final MemoryStorage tables = new MemoryStorage("n");
  private final LateStorage late = new LateStorage("as the test wants");
  private final TestBroker broker =
      new TestBroker(
          late,
          new FakeTime(),
          new DurabilityPolicy(
              Durability.WAL,
              List.of(),
              new OutagePolicy(OutagePolicy.Choice.DEGRADE, List.of())));

  @Test
  void beginsWhenTheStoreIsThere() {
    broker.broker.serveBlindly();
    broker.advanceMillis(100);
    Link reader = broker.link().connect("r", true);
    reader.subscribe("#", 1);
    broker.link().connect("p", true).publish("t", 1, 1, "early", false);
    assertThat(reader.payloads()).containsExactly("early");
    late.arrive(tables);
    broker.broker.restore();
    broker.settle();
    assertThat(kinds("p")).isEmpty();

    broker.link().connect5("s", false, 1_000).subscribe("#", 1);
    broker.link().connect("q", true).publish("t", 1, 1, "late", false);

    assertThat(kinds("s")).contains(Kind.SUBSCRIBED, Kind.SENT);
    assertThat(kinds("q")).contains(Kind.PUBLISHED);
    assertThat(broker.count(Metric.BUGS)).isZero();
  }

  private List<Kind> kinds(String client) {
    List<HistoryEvent> events = new ArrayList<>();
    late.history().read(0, events::add).join();
    return events.stream()
        .filter(event -> event.client().equals(client))
        .map(HistoryEvent::kind)
        .toList();
  }
}
