package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** MQTT 5.0 sections 3.1.2.5 to 3.1.2.7, 3.1.3.2 and 3.14.4: the will. */
class WillConformanceTest {
  private static final int RETAIN_AS_PUBLISHED = 8;

  private static LoopbackBroker broker;
  private String id;
  private String topic;
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
    watcher = broker.connected();
    watcher.subscribe(topic, 2 | RETAIN_AS_PUBLISHED);
  }

  private ConnectPacket willing(String payload) {
    return ConnectPacket.v5(unique("w")).will(topic, payload, 1, false);
  }

  private ConnectPacket delayed(long delaySeconds, long expirySeconds) {
    Props delay = Props.none().willDelay(delaySeconds);
    return ConnectPacket.v5(id).persistent(expirySeconds).will(delay, topic, "w", 1, false);
  }

  /** A PUBLISH of the watcher's own arrives: nothing came before it. */
  private void nothingCame() {
    watcher.publish(PublishPacket.to(topic).payload("marker")).expectMessage("marker");
  }

  /** As {@link #nothingCame}, after the broker has had a tick to find what is due. */
  private void nothingIsDue() {
    watcher.raw().expectNothing(300);
    nothingCame();
  }

  private void lose(ConnectPacket packet) {
    broker.lose(broker.connected(packet), id);
  }

  private static void leave(MqttClient client, String disconnect) {
    client.raw().send(disconnect).expectClose();
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-7", "MQTT-3.1.2-8"})
  void theWillIsPublishedWhenTheNetworkFails() {
    broker.connected(willing("lost")).reset();
    assertThat(watcher.expectMessage("lost").qos()).isEqualTo(1);
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-8", "MQTT-3.1.2-7"})
  void theWillIsPublishedWhenTheClientAsksForItOrBreaksTheProtocol() {
    leave(broker.connected(willing("asked for")), "e0 02 04 00");
    watcher.expectMessage("asked for");
    broker.connected(willing("broken")).raw().send("00 00");
    watcher.expectMessage("broken");
  }

  @Test
  @Mqtt5({"MQTT-3.14.4-3", "MQTT-3.1.2-8", "MQTT-3.1.2-10"})
  void aNormalGoodbyeDiscardsTheWill() {
    leave(broker.connected(willing("short form")), "e0 00");
    leave(broker.connected(willing("with code")), "e0 01 00");
    nothingCame();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-10")
  void theWillIsPublishedOnceAndNotByTheNextConnection() {
    lose(ConnectPacket.v5(id).persistent(600).will(topic, "w", 1, false));
    watcher.expectMessage("w");
    lose(ConnectPacket.v5(id).persistent(600));
    broker.pass(700_000);
    nothingIsDue();
  }

  @Test
  @Mqtt5({"MQTT-3.1.2-8", "MQTT-3.1.2-7"})
  void theWillWaitsForItsDelay() {
    lose(delayed(30, 600));
    broker.pass(29_000);
    nothingIsDue();
    broker.pass(1_500);
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-8")
  void theEndOfTheSessionEndsTheDelay() {
    lose(delayed(600, 20));
    broker.pass(19_000);
    nothingIsDue();
    broker.pass(1_500);
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-8")
  void aSessionThatEndsWithItsConnectionDoesNotDelayTheWill() {
    lose(delayed(600, 0));
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-8")
  void aCleanStartEndsTheSessionAndPublishesItsWill() {
    lose(delayed(600, 600));
    broker.connected(ConnectPacket.v5(id));
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5({"MQTT-3.1.3-9", "MQTT-3.1.2-8"})
  void aNewConnectionWithinTheDelayCancelsTheWill() {
    lose(delayed(30, 600));
    broker.pass(20_000);
    MqttClient again = broker.client(5);
    assertThat(again.connect(ConnectPacket.v5(id).persistent(600)).sessionPresent()).isTrue();
    broker.pass(60_000);
    nothingIsDue();
    again.ping();
  }

  @Test
  @Mqtt5("MQTT-3.1.3-9")
  void aTakeoverWithinTheDelaySendsNoWill() {
    MqttClient first = broker.connected(delayed(30, 600));
    broker.connected(ConnectPacket.v5(id).persistent(600));
    first.expectDisconnect(0x8E);
    broker.pass(60_000);
    nothingIsDue();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-8")
  void aCleanStartThatTakesOverEndsTheSessionAndItsDelay() {
    MqttClient first = broker.connected(delayed(600, 600));
    broker.connected(ConnectPacket.v5(id));
    first.expectDisconnect(0x8E);
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-8")
  void aTakeoverPublishesAWillWithoutDelay() {
    MqttClient first = broker.connected(delayed(0, 600));
    broker.connected(ConnectPacket.v5(id).persistent(600));
    first.expectDisconnect(0x8E);
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-8")
  void aGoodbyeThatEndsTheSessionEndsTheDelay() {
    MqttClient client = broker.connected(delayed(600, 600));
    Bytes body = new Bytes().u8(4).add(Props.none().sessionExpiry(0).block());
    client.send(body.packet(0xE0)).raw().expectClose();
    watcher.expectMessage("w");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-14")
  void aWillWithoutRetainIsNotKept() {
    broker.connected(willing("passing")).reset();
    assertThat(watcher.expectMessage("passing").retain()).isFalse();
    broker.connected().subscribe(topic, 0).ping();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-15")
  void aWillWithRetainIsKept() {
    broker.connected(ConnectPacket.v5(unique("w")).will(topic, "kept", 2, true)).reset();
    assertThat(watcher.expectMessage("kept").retain()).isTrue();
    Received stored = broker.connected().subscribe(topic, 2).expectMessage("kept");
    assertThat(stored.retain()).isTrue();
    assertThat(stored.qos()).isEqualTo(2);
  }

  @Test
  @Mqtt5("MQTT-3.1.2-12")
  void theWillHasItsQos() {
    for (int qos = 0; qos <= 2; qos++) {
      broker.connected(ConnectPacket.v5(unique("w")).will(topic, "q" + qos, qos, false)).reset();
      assertThat(watcher.expectMessage("q" + qos).qos()).isEqualTo(qos);
    }
  }

  @Test
  @Mqtt5("MQTT-3.1.3-10")
  void thePropertiesOfTheWillArePublishedInTheirOrder() {
    Props props =
        Props.none()
            .number8(Props.PAYLOAD_FORMAT, 1)
            .user("b", "1")
            .string(Props.CONTENT_TYPE, "text/plain")
            .user("a", "2")
            .messageExpiry(100)
            .user("b", "0");
    broker.connected(ConnectPacket.v5(unique("w")).will(props, topic, "w", 0, false)).reset();
    Received will = watcher.expectMessage("w");
    assertThat(will.all(Props.USER_PROPERTY)).containsExactly("b=1", "a=2", "b=0");
    assertThat(will.property(Props.CONTENT_TYPE)).isEqualTo("text/plain");
    assertThat(will.property(Props.PAYLOAD_FORMAT)).isEqualTo(1);
    assertThat(will.property(Props.MESSAGE_EXPIRY)).isEqualTo(100L);
  }
}
