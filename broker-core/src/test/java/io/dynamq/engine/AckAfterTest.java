package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Publish;
import io.dynamq.store.Durability;
import io.dynamq.store.memory.MemoryStorage;
import io.dynamq.testkit.FakeTime;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.rewrite.RewriteRules;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When PUBACK and PUBREC leave: not before everyone who keeps the message has it as promised. */
class AckAfterTest {
  private final FakeTime time = new FakeTime();
  private final FaultyStorage store = new FaultyStorage(new MemoryStorage("n"));
  private final TestBroker broker =
      new TestBroker(
          store,
          time,
          new DurabilityPolicy(
              Durability.WAL,
              List.of(
                  new DurabilityPolicy.Rule(TopicFilter.of("cmd/#"), Durability.STORE),
                  new DurabilityPolicy.Rule(TopicFilter.of("noise/#"), Durability.MEMORY)),
              OutagePolicy.SPOOL),
          new BrokerSettings.Modules(
              RewriteRules.NONE, RewriteRules.NONE, List.of(), new BrokerSettings.Delays(true, 0, 0)));
  private Link publisher;

  @BeforeEach
  void connect() {
    publisher = broker.linkOnOtherLoop().connect5("p", true, 0);
  }

  private void absent(String id, String filter) {
    Link link = broker.link().connect5(id, false, 1_000);
    link.subscribe(filter, 2);
    link.drop();
  }

  private Ack ack() {
    return publisher.last(Ack.class);
  }

  /** What keeps a message; by its name. */
  private String topicKeptBy(String keeper) {
    switch (keeper) {
      case "an absent session" -> absent("s", "cmd/#");
      case "a connected session" -> broker.link().connect5("s", false, 1_000).subscribe("cmd/#", 2);
      case "a shared group" -> absent("s", "$share/g/cmd/#");
      case "a delay" -> {
        return "$delayed/10/cmd/x";
      }
      default -> {
        // The retained store asks for nobody.
      }
    }
    return "cmd/x";
  }

  @ParameterizedTest
  @CsvSource({
    "an absent session, 1", "an absent session, 2",
    "a connected session, 1", "a connected session, 2",
    "a shared group, 1", "a shared group, 2",
    "the retained store, 1", "the retained store, 2",
    "a delay, 1", "a delay, 2"
  })
  void everyKindOfKeeperIsWaitedForAsLongAsTheRuleOfTheTopicSays(String keeper, int qos) {
    String topic = topicKeptBy(keeper);
    store.waitsFrom = Durability.STORE;
    publisher.publish(topic, qos, 1, "x", keeper.equals("the retained store"));
    assertThat(ack()).as("nothing is promised before DynamoDB has it").isNull();
    store.answer();
    broker.settle();
    assertThat(ack().code().isError()).isFalse();
    assertThat(ack().packetId()).isEqualTo(1);
    // Where less is promised nobody waits for DynamoDB.
    publisher.publish(topic.replace("cmd", "t"), qos, 2, "x", true);
    assertThat(ack().packetId()).isEqualTo(2);
  }

  @Test
  void theSlowestOfSeveralKeepersIsWaitedFor() {
    absent("a", "cmd/#");
    absent("b", "cmd/#");
    store.waitsFrom = Durability.STORE;
    publisher.publish("cmd/x", 1, 1, "x", true);
    for (int left = 3; left > 0; left--) {
      assertThat(ack()).as("%s have not answered", left).isNull();
      assertThat(store.answerOne()).isTrue();
      broker.settle();
    }
    assertThat(ack()).isEqualTo(Ack.of(Ack.Type.PUBACK, 1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatNobodyKeepsIsAcknowledgedAtOnce(int qos) {
    broker.link().connect5("transient", true, 0).subscribe("cmd/#", 2);
    broker.link().connect5("fleeting", false, 1_000).subscribe("cmd/#", 0);
    store.waitsFrom = Durability.MEMORY;
    publisher.publish("cmd/x", qos, 1, "x", false);
    assertThat(ack().packetId()).isEqualTo(1);
    publisher.publish("nobody/there", qos, 2, "x", false);
    assertThat(ack().packetId()).isEqualTo(2);
    assertThat(ack().code().isError()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "t/x, WAL, none, true",
    "t/x, STORE, none, false",
    "t/x, STORE, store, true",
    "noise/x, WAL, none, false",
    "noise/x, WAL, wal, true",
    "noise/x, STORE, wal, false",
    "cmd/x, STORE, none, true",
    "cmd/x, STORE, memory, true",
    "cmd/x, STORE, wal, true",
    "t/x, WAL, memory, true"
  })
  void aPublisherGetsWhatItAsksForNeverLessThanTheRule(
      String topic, Durability late, String asked, boolean waits) {
    absent("s", "#");
    store.waitsFrom = late;
    MessageProperties properties =
        new MessageProperties(
            false,
            null,
            null,
            null,
            asked.equals("none")
                ? List.of()
                : List.of(new UserProperty(DurabilityPolicy.ASKED, asked)));
    publisher.say(
        new Publish(
            false,
            Qos.AT_LEAST_ONCE,
            false,
            TopicName.of(topic),
            1,
            0,
            -1,
            properties,
            "x".getBytes(StandardCharsets.UTF_8)));
    assertThat(ack() == null).isEqualTo(waits);
    store.answer();
    broker.settle();
    assertThat(ack()).isEqualTo(Ack.of(Ack.Type.PUBACK, 1));
  }
}
