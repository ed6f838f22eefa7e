package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt311;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 sections 3.1.2.5 to 3.1.2.7 and 3.14.4: the will. */
class V3WillConformanceTest {
  private static LoopbackBroker broker;
  private String topic;
  private String id;
  private MqttClient watcher;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void watch() {
    id = unique("w");
    topic = unique("will/");
    watcher = plain().subscribe(topic, 2);
  }

  private static MqttClient plain() {
    return broker.connected(4, ConnectPacket.of(4, unique("w")));
  }

  private ConnectPacket willing(int qos, boolean retain) {
    return ConnectPacket.of(4, id).will(topic, "will", qos, retain);
  }

  /** A PUBLISH of the watcher's own arrives: nothing came before it. */
  private void nothingCame() {
    watcher.publish(PublishPacket.to(topic).payload("marker")).expectMessage("marker");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Mqtt311({"MQTT-3.1.2-8", "MQTT-3.1.2-9", "MQTT-3.1.2-14"})
  void theWillIsPublishedWithItsQosWhenTheNetworkFails(int qos) {
    broker.connected(4, willing(qos, false)).reset();
    assertThat(watcher.expectMessage("will").qos()).isEqualTo(qos);
  }

  @Test
  @Mqtt311("MQTT-3.1.2-8")
  void theWillIsPublishedWhenTheClientClosesWithoutGoodbye() {
    broker.connected(4, willing(0, false)).close();
    watcher.expectMessage("will");
  }

  @Test
  @Mqtt311("MQTT-3.1.2-8")
  void theWillIsPublishedWhenTheClientBreaksTheProtocol() {
    broker.connected(4, willing(0, false)).raw().send("f0 00").expectClose();
    watcher.expectMessage("will");
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-8", "MQTT-3.1.2-24"})
  void theWillIsPublishedWhenTheClientFallsSilent() {
    MqttClient client = broker.connected(4, willing(0, false).keepAlive(10));
    broker.pass(15_500);
    client.raw().expectClose();
    watcher.expectMessage("will");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @Mqtt311({"MQTT-3.1.2-8", "MQTT-3.1.4-2"})
  void theWillIsPublishedWhenAnotherClientTakesTheIdentifier(boolean clean) {
    broker.connected(4, willing(0, false).clean(false));
    broker.connected(4, ConnectPacket.of(4, id).clean(clean));
    watcher.expectMessage("will");
  }

  @Test
  @Mqtt311({"MQTT-3.1.2-10", "MQTT-3.14.4-3"})
  void aGoodbyeDiscardsTheWill() {
    broker.connected(4, willing(1, false)).disconnect();
    nothingCame();
    broker.connected(4, ConnectPacket.of(4, id)).reset();
    nothingCame();
  }

  @Test
  @Mqtt311("MQTT-3.1.2-10")
  void theWillIsPublishedOnce() {
    MqttClient client = broker.connected(4, willing(1, false).clean(false));
    broker.lose(client, id);
    watcher.puback(watcher.expectMessage("will").packetId());
    broker.lose(broker.connected(4, ConnectPacket.of(4, id).clean(false)), id);
    nothingCame();
  }

  @Test
  @Mqtt311("MQTT-3.1.2-12")
  void withoutWillNothingIsPublished() {
    broker.lose(broker.connected(4, ConnectPacket.of(4, id)), id);
    nothingCame();
  }

  @Test
  @Mqtt311("MQTT-3.1.2-16")
  void aWillWithoutRetainIsNotKept() {
    broker.connected(4, willing(0, false)).reset();
    assertThat(watcher.expectMessage("will").retain()).isFalse();
    plain().subscribe(topic, 0).ping();
  }

  @Test
  @Mqtt311("MQTT-3.1.2-17")
  void aWillWithRetainIsKept() {
    broker.connected(4, willing(1, true)).reset();
    watcher.expectMessage("will");
    Received kept = plain().subscribe(topic, 1).expectMessage("will");
    assertThat(kept.retain()).isTrue();
    assertThat(kept.qos()).isEqualTo(1);
  }

  @Test
  @Mqtt311("MQTT-3.1.2-8")
  void anEmptyWillIsAMessageToo() {
    broker.connected(4, ConnectPacket.of(4, id).will(topic, "", 0, false)).reset();
    watcher.expectMessage("");
  }
}
