package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What MQTT 5.0 calls malformed or a protocol error without giving it a number of its own. Each row
 * is the body of a packet with the reason code that the client must be told before the close.
 */
class ProtocolErrorConformanceTest {
  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static void refused(int first, String body, String code) {
    MqttClient client = broker.connected();
    client.send(new Bytes().hex(body).packet(first)).expectDisconnect(Integer.decode(code));
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 01 61 04 01 01 01 00              | 0x82 | payload format twice
          00 01 61 02 01 02                    | 0x82 | payload format 2
          00 01 61 0a 02 00 00 00 01 02 00 00 00 01 | 0x82 | message expiry twice
          00 01 61 06 23 00 01 23 00 02        | 0x82 | topic alias twice
          00 01 61 03 23 00 00                 | 0x94 | topic alias 0
          00 00 00                             | 0x82 | neither topic nor alias
          00 00 03 23 00 09                    | 0x82 | an alias that was never given
          00 01 61 08 08 00 01 72 08 00 01 72  | 0x82 | response topic twice
          00 01 61 03 08 00 00                 | 0x82 | an empty response topic
          00 01 61 08 09 00 01 00 09 00 01 00  | 0x82 | correlation data twice
          00 01 61 08 03 00 01 74 03 00 01 74  | 0x82 | content type twice
          00 01 61 02 0b 01                    | 0x82 | a subscription identifier
          00 01 61 05 11 00 00 00 01           | 0x81 | a property of CONNECT
          00 01 61 02 7f 00                    | 0x81 | a property that does not exist
          00 01 61 03 02 00 00                 | 0x81 | a property cut short
          00 01 61 05 01 01                    | 0x81 | properties longer than the packet
          00 05 61                             | 0x81 | a topic longer than the packet
          00 01 61                             | 0x81 | no properties
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void inPublish(String body, String code, String what) {
    refused(0x30, body, code);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 01 02 0b 00 00 01 61 00           | 0x82 | subscription identifier 0
          00 01 04 0b 01 0b 02 00 01 61 00     | 0x82 | subscription identifier twice
          00 01 05 0b 80 80 80 80 00 01 61 00  | 0x81 | subscription identifier of five bytes
          00 01 02 01 01 00 01 61 00           | 0x81 | a property of PUBLISH
          00 01 00                             | 0x82 | no filter
          00 01 00 00 01 61                    | 0x81 | no options
          00 01 00 00 01 61 03                 | 0x82 | QoS 3
          00 01 00 00 01 61 30                 | 0x82 | retain handling 3
          00 01 00 00 01 61 40                 | 0x81 | a reserved bit
          00 01 00 00 0a 24 73 68 61 72 65 2f 67 2f 61 04 | 0x82 | no local on a shared filter
          00 01                                | 0x81 | no properties
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void inSubscribe(String body, String code, String what) {
    refused(0x82, body, code);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 01 00                             | 0x82 | no filter
          00 01 02 0b 01 00 01 61              | 0x81 | a property of SUBSCRIBE
          00 01 00 00 05 61                    | 0x81 | a filter longer than the packet
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void inUnsubscribe(String body, String code, String what) {
    refused(0xA2, body, code);
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00                                   | 0x81 | half an identifier
          00 01 00 08 1f 00 01 61 1f 00 01 61  | 0x82 | reason string twice
          00 01 00 02 01 01                    | 0x81 | a property of PUBLISH
          00 01 00 00 00                       | 0x81 | bytes behind the properties
          00 01 00 03 1f 00 05                 | 0x81 | a reason string cut short
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void inAcknowledgements(String body, String code, String what) {
    for (int first : new int[] {0x40, 0x50, 0x62, 0x70}) {
      refused(first, body, code);
    }
  }

  @ParameterizedTest(name = "{2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 05 11 00 00 00 01                 | 0x82 | an expiry where CONNECT had none
          00 0a 11 00 00 00 00 11 00 00 00 00  | 0x82 | session expiry twice
          00 04 1c 00 01 73                    | 0x82 | a server reference
          00 08 1f 00 01 61 1f 00 01 61        | 0x82 | reason string twice
          00 02 01 01                          | 0x81 | a property of PUBLISH
          00 00 00                             | 0x81 | bytes behind the properties
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void inDisconnect(String body, String code, String what) {
    refused(0xE0, body, code);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0a 11 00 00 00 01 11 00 00 00 01     | session expiry twice
          06 21 00 01 21 00 01                 | receive maximum twice
          03 21 00 00                          | receive maximum 0
          0a 27 00 00 10 00 27 00 00 10 00     | maximum packet size twice
          05 27 00 00 00 00                    | maximum packet size 0
          06 22 00 01 22 00 01                 | topic alias maximum twice
          04 19 00 19 00                       | request response information twice
          02 19 02                             | request response information 2
          04 17 00 17 00                       | request problem information twice
          02 17 02                             | request problem information 2
          08 15 00 01 6d 15 00 01 6d           | authentication method twice
          04 16 00 01 64                       | authentication data without method
          05 18 00 00 00 01                    | a property of the will
          02 24 01                             | a property of CONNACK
          02 7f 00                             | a property that does not exist
          05 11 00 00                          | a property cut short
          """)
  @Mqtt5({"MQTT-3.1.4-1", "MQTT-4.13.1-1"})
  void inConnect(String properties, String what) {
    String id = unique("c");
    byte[] packet =
        new Bytes()
            .text("MQTT")
            .hex("05 02 00 00")
            .hex(properties)
            .text(id)
            .packet(0x10);
    MqttClient client = broker.client(5).send(packet);
    assertThat(client.expectRefusal()).isIn(0x81, 0x82);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0a 18 00 00 00 01 18 00 00 00 01     | will delay twice
          04 01 00 01 00                       | payload format twice
          02 01 02                             | payload format 2
          0a 02 00 00 00 01 02 00 00 00 01     | message expiry twice
          08 03 00 01 61 03 00 01 61           | content type twice
          08 08 00 01 61 08 00 01 61           | response topic twice
          04 08 00 01 23                       | a response topic with wildcard
          08 09 00 01 61 09 00 01 61           | correlation data twice
          03 23 00 01                          | a topic alias
          05 11 00 00 00 01                    | a property of CONNECT
          """)
  @Mqtt5({"MQTT-3.1.4-1", "MQTT-4.13.1-1"})
  void inTheWill(String properties, String what) {
    Bytes will = new Bytes().hex(properties).text("w").text("payload");
    byte[] packet =
        new Bytes()
            .text("MQTT")
            .hex("05 06 00 00 00")
            .text(unique("c"))
            .add(will)
            .packet(0x10);
    MqttClient client = broker.client(5).send(packet);
    assertThat(client.expectRefusal()).isIn(0x81, 0x82);
  }

  @ParameterizedTest
  @CsvSource({"+", "a/#", "''"})
  @Mqtt5({"MQTT-4.7.0-1", "MQTT-4.7.3-1"})
  void aWillTopicMustBeATopicName(String topic) {
    ConnectPacket packet = ConnectPacket.v5(unique("c")).will(topic, "x", 0, false);
    MqttClient client = broker.client(5).send(packet.bytes());
    assertThat(client.expectRefusal()).isIn(0x81, 0x82, 0x90);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          20 03 00 00 00                       | CONNACK
          90 04 00 01 00 00                    | SUBACK
          b0 04 00 01 00 00                    | UNSUBACK
          d0 00                                | PINGRESP
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void aPacketThatOnlyAServerSends(String packet, String what) {
    MqttClient client = broker.connected();
    client.send(RawClient.bytes(packet)).expectDisconnect(0x82);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          00 00                                | type 0
          c0 01 00                             | PINGREQ with a body
          30 ff ff ff ff 01                    | a length of five bytes
          """)
  @Mqtt5("MQTT-4.13.1-1")
  void aPacketThatCannotBe(String packet, String what) {
    MqttClient client = broker.connected();
    client.send(RawClient.bytes(packet)).expectDisconnect(0x81);
  }
}
