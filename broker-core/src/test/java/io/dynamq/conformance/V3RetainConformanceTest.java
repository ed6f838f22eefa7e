package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt311;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 section 3.3.1.3: RETAIN. */
class V3RetainConformanceTest {
  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String topic;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
    publisher = connected();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void name() {
    topic = unique("r/");
  }

  private static MqttClient connected() {
    return broker.connected(4, ConnectPacket.of(4, unique("r")));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Mqtt311({"MQTT-3.3.1-5", "MQTT-3.3.1-6", "MQTT-3.3.1-8"})
  void aRetainedMessageIsKeptWithItsQosForLaterSubscribers(int qos) {
    publisher.retain(topic, "old", qos).retain(topic, "kept", qos);
    MqttClient late = connected().subscribe(topic, 2);
    Received kept = late.expectMessage("kept");
    assertThat(kept.qos()).isEqualTo(qos);
    assertThat(kept.retain()).isTrue();
    late.ping();
  }

  @Test
  @Mqtt311("MQTT-3.3.1-6")
  void eachMatchingTopicHasItsOwn() {
    publisher.retain(topic + "/a", "a", 1).retain(topic + "/b/c", "b", 1);
    publisher.retain(topic, "root", 1).retain("elsewhere", "x", 1);
    MqttClient late = connected().subscribe(topic + "/#", 0);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      seen.add(late.expect(PUBLISH).text());
    }
    late.ping();
    assertThat(seen).containsExactlyInAnyOrder("root", "a", "b");
  }

  @Test
  @Mqtt311("MQTT-3.3.1-7")
  void aQos0MessageReplacesWhatWasRetained() {
    publisher.retain(topic, "before", 2).retain(topic, "after", 0);
    MqttClient late = connected().subscribe(topic, 2);
    assertThat(late.expectMessage("after").qos()).isZero();
    late.ping();
  }

  @Test
  @Mqtt311("MQTT-3.3.1-9")
  void anEstablishedSubscriptionSeesNoRetainFlag() {
    MqttClient subscriber = connected().subscribe(topic, 1);
    publisher.retain(topic, "live", 1);
    assertThat(subscriber.expectMessage("live").retain()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Mqtt311({"MQTT-3.3.1-10", "MQTT-3.3.1-11"})
  void anEmptyMessageIsRoutedAndRemovesWhatIsRetained(int qos) {
    publisher.retain(topic, "kept", 1);
    MqttClient subscriber = connected().subscribe(topic, 1);
    subscriber.expectMessage("kept");
    publisher.retain(topic, "", qos);
    assertThat(subscriber.expectMessage("").retain()).isFalse();
    connected().subscribe(topic, 1).ping();
  }

  @Test
  @Mqtt311("MQTT-3.3.1-12")
  void withoutTheFlagNothingIsStoredRemovedOrReplaced() {
    publisher.publish(topic, "live", 1);
    connected().subscribe(topic, 1).ping();
    publisher.retain(topic, "kept", 1);
    publisher.publish(topic, "live", 1).publish(topic, "", 1);
    MqttClient late = connected().subscribe(topic, 1);
    late.expectMessage("kept");
    late.ping();
  }
}
