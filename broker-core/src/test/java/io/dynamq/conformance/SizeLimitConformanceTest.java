package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * MQTT 5.0: reason strings and user properties never make a packet too large for the client, and are
 * not sent to one that wants no problem information. Each answer is provoked with an error, which is
 * when a broker has something to say.
 */
class SizeLimitConformanceTest {
  private static final Authorizer NOTHING_FORBIDDEN =
      new Authorizer() {
        @Override
        public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
          return !topic.equals("forbidden");
        }

        @Override
        public boolean maySubscribe(ClientInfo client, String path) {
          return !path.equals("forbidden");
        }
      };

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().authorizer(NOTHING_FORBIDDEN).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static MqttClient limited(int size) {
    Props props = Props.none().maximumPacketSize(size);
    return broker.connected(ConnectPacket.v5(unique("c")).with(props));
  }

  private static MqttClient incurious() {
    Props props = Props.none().number8(Props.REQUEST_PROBLEM_INFORMATION, 0);
    return broker.connected(ConnectPacket.v5(unique("c")).with(props));
  }

  /** The answers to errors, one of each kind, in the order of the packet types. */
  private static Received refusal(MqttClient client, int type) {
    switch (type) {
      case Received.PUBACK -> client.publish(PublishPacket.to("forbidden").qos(1, 1));
      case Received.PUBREC -> client.publish(PublishPacket.to("forbidden").qos(2, 1));
      case Received.PUBREL -> client.pubrec(99);
      case Received.PUBCOMP -> client.pubrel(99);
      case Received.SUBACK ->
          client.send(
              client.subscription(1, Props.none(), new Bytes().text("forbidden").u8(0)));
      default -> {
        return client.unsubscribe("a/#/b");
      }
    }
    Received answer = client.expect(type);
    assertThat(answer.code()).isGreaterThanOrEqualTo(0x80);
    return answer;
  }

  /** 20 bytes are more than CONNACK needs, and less than one with a reason. */
  private static void staysWithin(int type) {
    for (int size = 20; size < 60; size += 3) {
      try (MqttClient client = limited(size)) {
        assertThat(refusal(client, type).bytes()).hasSizeLessThanOrEqualTo(size);
      }
    }
  }

  @Test
  @Mqtt5({"MQTT-3.4.2-2", "MQTT-3.4.2-3"})
  void pubackFitsTheClient() {
    staysWithin(Received.PUBACK);
  }

  @Test
  @Mqtt5({"MQTT-3.5.2-2", "MQTT-3.5.2-3"})
  void pubrecFitsTheClient() {
    staysWithin(Received.PUBREC);
  }

  @Test
  @Mqtt5({"MQTT-3.6.2-2", "MQTT-3.6.2-3"})
  void pubrelFitsTheClient() {
    staysWithin(Received.PUBREL);
  }

  @Test
  @Mqtt5({"MQTT-3.7.2-2", "MQTT-3.7.2-3"})
  void pubcompFitsTheClient() {
    staysWithin(Received.PUBCOMP);
  }

  @Test
  @Mqtt5({"MQTT-3.9.2-1", "MQTT-3.9.2-2"})
  void subackFitsTheClient() {
    staysWithin(Received.SUBACK);
  }

  @Test
  @Mqtt5({"MQTT-3.11.2-1", "MQTT-3.11.2-2"})
  void unsubackFitsTheClient() {
    staysWithin(Received.UNSUBACK);
  }

  /** It could be told of some filters only, so it is told that this does not go. */
  @Test
  @Mqtt5({"MQTT-3.1.2-24", "MQTT-3.8.4-1", "MQTT-3.10.4-4"})
  void aClientThatCannotTakeTheAnswerToItsFiltersIsSentAway() {
    Bytes filters = new Bytes();
    Bytes names = new Bytes();
    for (int i = 0; i < 100; i++) {
      filters.text("many/" + i).u8(0);
      names.text("many/" + i);
    }
    MqttClient subscriber = limited(60);
    subscriber.send(subscriber.subscription(1, Props.none(), filters)).expectDisconnect(0x95);
    MqttClient leaver = limited(60);
    leaver.send(new Bytes().u16(1).u8(0).add(names).packet(0xA2)).expectDisconnect(0x95);
  }

  @Test
  @Mqtt5({"MQTT-3.14.2-3", "MQTT-3.14.2-4"})
  void disconnectFitsTheClient() {
    for (int size = 20; size < 80; size += 3) {
      MqttClient client = limited(size);
      client.send(new Bytes().hex("00 01 61 01").packet(0x30));
      Received goodbye = client.expectDisconnect(0x81);
      assertThat(goodbye.bytes()).hasSizeLessThanOrEqualTo(size);
    }
  }

  @Test
  @Mqtt5("MQTT-3.1.2-29")
  void aClientThatWantsNoProblemInformationGetsNone() {
    MqttClient client = incurious();
    for (int type = Received.PUBACK; type <= Received.UNSUBACK; type++) {
      if (type != 8 && type != 10) {
        Received answer = refusal(client, type);
        assertThat(answer.has(Props.REASON_STRING)).as(answer.toString()).isFalse();
        assertThat(answer.has(Props.USER_PROPERTY)).as(answer.toString()).isFalse();
      }
    }
  }

  @Test
  @Mqtt5("MQTT-3.1.2-28")
  void aClientThatAsksForNoResponseInformationGetsNone() {
    MqttClient silent = broker.client(5);
    assertThat(silent.connect(ConnectPacket.v5(unique("c"))).has(Props.RESPONSE_INFORMATION))
        .isFalse();
    Props props = Props.none().number8(Props.REQUEST_RESPONSE_INFORMATION, 0);
    MqttClient asking = broker.client(5);
    Received answer = asking.connect(ConnectPacket.v5(unique("c")).with(props));
    assertThat(answer.has(Props.RESPONSE_INFORMATION)).isFalse();
  }
}
