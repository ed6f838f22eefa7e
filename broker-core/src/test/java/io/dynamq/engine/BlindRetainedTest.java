package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.LateStorage;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retained messages that change before the store is there. */
class BlindRetainedTest {
  private final MemoryStorage tables = new MemoryStorage("n");
  private final FakeTime time = new FakeTime();
  private LateStorage late;
  private TestBroker broker;

  /** A broker that has retained these and is gone. */
  private void before(String... topics) {
    TestBroker first = new TestBroker(tables, time, Durability.MEMORY);
    Link publisher = first.link().connect("p", true);
    for (String topic : topics) {
      publisher.publish(topic, 0, 0, "old " + topic, true);
    }
    time.advanceMillis(1_000);
  }

  private void startBlind(OutagePolicy.Choice choice) {
    late = new LateStorage("as the test wants");
    DurabilityPolicy policy =
        new DurabilityPolicy(Durability.WAL, List.of(), new OutagePolicy(choice, List.of()));
    broker = new TestBroker(late, time, policy);
    broker.broker.serveBlindly();
    broker.advanceMillis(100);
  }

  private void arrive() {
    late.arrive(tables);
    broker.broker.restore();
    broker.settle();
  }

  private Map<String, String> stored() {
    Map<String, String> all = new TreeMap<>();
    tables
        .retained()
        .forEach(
            one ->
                all.put(
                    one.topic().value(), new String(one.payload(), StandardCharsets.UTF_8)));
    return all;
  }

  private List<String> seen() {
    Link reader = broker.link().connect("reader", true);
    reader.subscribe("#", 0);
    assertThat(broker.count(Metric.BUGS)).isZero();
    return reader.payloads();
  }

  @Test
  void areAsTheyWereLeftAndTheStoreHearsOfIt() {
    before("cleared", "set anew", "left alone");
    startBlind(OutagePolicy.Choice.SPOOL);
    Link publisher = broker.link().connect("p", true);
    publisher.publish("cleared", 0, 0, "", true);
    publisher.publish("set anew", 0, 0, "new", true);
    publisher.publish("first set", 0, 0, "first", true);
    publisher.publish("set and cleared", 0, 0, "gone", true);
    publisher.publish("set and cleared", 0, 0, "", true);
    arrive();
    assertThat(stored())
        .isEqualTo(
            Map.of("set anew", "new", "left alone", "old left alone", "first set", "first"));
    assertThat(seen()).containsExactlyInAnyOrder("new", "old left alone", "first");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void areKeptInMemoryWhereThePublisherIsToldSo(boolean clears) {
    before("t");
    startBlind(OutagePolicy.Choice.DEGRADE);
    Link publisher = broker.link().connect5("p", true, 0);
    publisher.publish("t", 1, 1, clears ? "" : "new", true);
    assertThat(publisher.last(io.dynamq.packet.Ack.class).code().isError()).isFalse();
    arrive();
    assertThat(seen()).isEqualTo(clears ? List.of() : List.of("new"));
    assertThat(stored()).hasSize(clears ? 0 : 1);
  }
}
