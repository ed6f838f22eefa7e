package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.engine.Zone;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the broker says beside its codes: reason strings, response information, and when not. */
class ServerInformationTest {
  private static final int BAD_FORMAT = 0x99;
  private static final byte[] NO_TEXT = {(byte) 0xE4};

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker =
        LoopbackBroker.with()
            .zone(
                zone ->
                    zone.withManners(
                        new Zone.Manners(false, true, "reply/%c/x", Zone.Redirect.OFF)))
            .authorizer(new NoSecrets())
            .start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-28")
  void tellsResponseInformationToWhoAsks() {
    String asks = unique("asks");
    Props wanted = Props.none().number8(Props.REQUEST_RESPONSE_INFORMATION, 1);
    Received answer = broker.client(5).connect(ConnectPacket.v5(asks).with(wanted));
    assertThat(answer.property(Props.RESPONSE_INFORMATION)).isEqualTo("reply/" + asks + "/x");

    Props declined = Props.none().number8(Props.REQUEST_RESPONSE_INFORMATION, 0);
    answer = broker.client(5).connect(ConnectPacket.v5(unique("c")).with(declined));
    assertThat(answer.has(Props.RESPONSE_INFORMATION)).isFalse();
    answer = broker.client(5).connect(ConnectPacket.v5(unique("c")));
    assertThat(answer.has(Props.RESPONSE_INFORMATION)).isFalse();
  }

  @Test
  void tellsNoneThatCouldNotBeATopic() {
    Props wanted = Props.none().number8(Props.REQUEST_RESPONSE_INFORMATION, 1);
    Received answer = broker.client(5).connect(ConnectPacket.v5("a+b#").with(wanted));
    assertThat(answer.has(Props.RESPONSE_INFORMATION)).isFalse();
    answer = broker.client(5).connect(ConnectPacket.v5("c".repeat(30_000)).with(wanted));
    assertThat(answer.has(Props.RESPONSE_INFORMATION)).isFalse();
  }

  @Test
  void explainsRefusals() {
    MqttClient client = broker.connected();

    client.publish(PublishPacket.to("secret").qos(1, 1));
    Received puback = client.expect(Received.PUBACK, 1);
    assertThat(puback.code()).isEqualTo(0x87);
    assertThat((String) puback.property(Props.REASON_STRING)).contains("not allowed");

    client.publish(PublishPacket.to("secret").qos(2, 2));
    assertThat(client.expect(Received.PUBREC, 2).has(Props.REASON_STRING)).isTrue();

    client.send(
        client.subscription(
            3, Props.none(), new Bytes().text("a").u8(0).text("secret").u8(0).text("a#").u8(0)));
    Received suback = client.expect(Received.SUBACK, 3);
    assertThat(suback.codes()).containsExactly(0, 0x87, 0x8F);
    assertThat((String) suback.property(Props.REASON_STRING)).contains("filter 2", "filter 3");

    Received unsuback = client.unsubscribe("a#", "b");
    assertThat(unsuback.codes()).containsExactly(0x8F, 0x11);
    assertThat((String) unsuback.property(Props.REASON_STRING)).contains("filter 1");
  }

  @Test
  @Mqtt5("MQTT-3.1.2-29")
  void keepsTheReasonToItselfWhereItIsNotWanted() {
    MqttClient client = broker.connected(mute());

    client.publish(PublishPacket.to("secret").qos(1, 1));
    assertThat(client.expect(Received.PUBACK, 1).properties()).isEmpty();
    client.publish(PublishPacket.to("secret").qos(2, 2));
    assertThat(client.expect(Received.PUBREC, 2).properties()).isEmpty();
    client.send(client.subscription(3, Props.none(), new Bytes().text("secret").u8(0)));
    assertThat(client.expect(Received.SUBACK, 3).properties()).isEmpty();
    assertThat(client.unsubscribe("a#").properties()).isEmpty();
  }

  @Test
  @Mqtt5("MQTT-3.1.2-29")
  void userPropertiesOfMessagesAndReasonsOfGoodbyesGoToWhoDeclinedOthers() {
    MqttClient client = broker.connected(mute());
    String topic = unique("t");
    client.subscribe(topic, 0);

    client.publish(PublishPacket.to(topic).payload("x").with(Props.none().user("a", "b")));
    assertThat(client.expectMessage("x").all(Props.USER_PROPERTY)).containsExactly("a=b");
    client.raw().send("c1 00");
    assertThat(client.expectDisconnect(0x81).has(Props.REASON_STRING)).isTrue();
  }

  private static ConnectPacket mute() {
    return ConnectPacket.v5(unique("mute"))
        .with(Props.none().number8(Props.REQUEST_PROBLEM_INFORMATION, 0));
  }

  /** Keeps everyone from one topic. */
  private static final class NoSecrets implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return !topic.equals("secret");
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return !path.equals("secret");
    }
  }

  // ---- payload format

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void refusesAPayloadThatIsNotTheTextItClaims(int qos) {
    MqttClient client = broker.connected();
    String topic = unique("t");
    client.subscribe(topic, 0);

    client.publish(latin1(topic).qos(qos, 1));

    assertThat(client.expect(qos == 1 ? Received.PUBACK : Received.PUBREC, 1).code())
        .isEqualTo(BAD_FORMAT);
    client.ping();
  }

  @Test
  void disconnectsWhoseUnacknowledgedPayloadIsNotTheTextItClaims() {
    broker.connected().publish(latin1("t")).expectDisconnect(BAD_FORMAT);
  }

  @Test
  void leavesAPayloadAloneThatClaimsNothing() {
    MqttClient client = broker.connected();
    String topic = unique("t");
    client.subscribe(topic, 0);
    client.publish(latin1(topic).with(Props.none()));
    assertThat(client.expect(Received.PUBLISH).payload()).containsExactly(NO_TEXT);
    client.publish(
        PublishPacket.to(topic)
            .payload("\u00E4\u0000")
            .with(Props.none().number8(Props.PAYLOAD_FORMAT, 1)));
    assertThat(client.expectMessage("\u00E4\u0000").property(Props.PAYLOAD_FORMAT)).isEqualTo(1);
  }

  @Test
  void refusesAConnectWhoseWillIsNotTheTextItClaims() {
    // Will: payload format 1, topic "w", payload e4.
    MqttClient client = broker.client(5);
    client.raw().send("10 17 0004 4d515454 05 06 0000 00 0001 63 02 0101 0001 77 0001 e4");
    assertThat(client.expect(Received.CONNACK).code()).isEqualTo(BAD_FORMAT);
    client.raw().expectClose();
  }

  private static PublishPacket latin1(String topic) {
    return PublishPacket.to(topic)
        .payload(NO_TEXT)
        .with(Props.none().number8(Props.PAYLOAD_FORMAT, 1));
  }
}
