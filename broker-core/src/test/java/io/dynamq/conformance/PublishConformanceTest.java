package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 section 3.3: flags, topics, aliases and properties of PUBLISH. */
class PublishConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int TOPIC_NAME_INVALID = 0x90;
  private static final int TOPIC_ALIAS_INVALID = 0x94;
  private static final byte[] NO_TEXT = RawClient.bytes("c3 28");

  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String topic;
  private MqttClient client;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.start();
    publisher = broker.connected();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("p/");
    client = broker.connected();
  }

  // ---- flags

  @Test
  @Mqtt5("MQTT-3.3.1-2")
  void dupOnAQos0PublishIsMalformed() {
    client.publish(PublishPacket.to(topic).dup()).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5({"MQTT-3.3.1-2", "MQTT-4.3.1-1", "MQTT-3.3.1-3"})
  void aDeliveryAtQos0HasNoDup() {
    client.subscribe(topic, 0);
    publisher.publish(topic, "zero", 0);
    publisher.publish(PublishPacket.to(topic).payload("one").qos(1, 77).dup());
    publisher.expect(Received.PUBACK, 77);
    for (String payload : new String[] {"zero", "one"}) {
      Received delivery = client.expectMessage(payload);
      assertThat(delivery.dup()).isFalse();
      assertThat(delivery.qos()).isZero();
    }
  }

  @Test
  @Mqtt5({"MQTT-3.3.1-3", "MQTT-4.3.2-2", "MQTT-4.3.3-2"})
  void dupOfADeliveryDoesNotComeFromThePublisher() {
    client.subscribe(topic, 2);
    publisher.publish(PublishPacket.to(topic).payload("one").qos(1, 78).dup());
    publisher.expect(Received.PUBACK, 78);
    publisher.publish(PublishPacket.to(topic).payload("two").qos(2, 79).dup());
    publisher.expect(Received.PUBREC, 79);
    publisher.pubrel(79).expect(Received.PUBCOMP, 79);
    Received one = client.expectMessage("one");
    Received two = client.expectMessage("two");
    assertThat(one.flags()).as("QoS 1 only").isEqualTo(2);
    assertThat(two.flags()).as("QoS 2 only").isEqualTo(4);
    assertThat(one.packetId()).isNotZero().isNotEqualTo(two.packetId());
  }

  @Test
  @Mqtt5("MQTT-3.3.1-4")
  void bothQosBitsAreMalformed() {
    client.publish(PublishPacket.to(topic).qos(3, 1)).expectDisconnect(MALFORMED);
  }

  // ---- topic

  @Test
  @Mqtt5("MQTT-3.3.2-1")
  void aTopicThatIsNoTextIsMalformed() {
    client.publish(PublishPacket.to(NO_TEXT)).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.3.2-1")
  void theTopicOfADeliveryComesFirst() {
    client.subscribe("first", 1);
    publisher.publish("first", "x", 1);
    byte[] delivery = client.expect(PUBLISH).bytes();
    assertThat(RawClient.text(delivery)).startsWith("32 0b 00 05 66 69 72 73 74");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/+", "+", "#", "a/#", "a+b", "a#"})
  @Mqtt5({"MQTT-3.3.2-2", "MQTT-4.7.0-1"})
  void aTopicNameWithWildcardsIsRefused(String name) {
    client.publish(PublishPacket.to(name).payload("x"));
    assertThat(client.expect(Received.DISCONNECT).code())
        .isIn(MALFORMED, PROTOCOL_ERROR, TOPIC_NAME_INVALID);
    client.raw().expectClose();
  }

  @Test
  @Mqtt5("MQTT-3.3.2-3")
  void whatASubscriberGetsMatchesItsFilter() {
    client.subscribe(topic + "/+/x", 0);
    publisher.publish(topic + "/a/x", "right", 0).publish(topic + "/a/y", "wrong", 0);
    publisher.publish(topic + "/a", "wrong", 0).publish(topic + "/a/b/x", "wrong", 0);
    publisher.publish("x" + topic + "/a/x", "wrong", 0);
    assertThat(client.expectMessage("right").topic()).isEqualTo(topic + "/a/x");
    client.ping();
  }

  // ---- aliases

  @Test
  @Mqtt5("MQTT-3.3.2-12")
  void everyAliasUpToTheMaximumIsAccepted() {
    MqttClient sender = broker.client(5);
    Received answer = sender.connect(ConnectPacket.v5(unique("c")));
    int maximum = (Integer) answer.property(Props.TOPIC_ALIAS_MAXIMUM);
    client.subscribe(topic + "/#", 0);
    for (int alias : new int[] {1, maximum / 2, maximum}) {
      Props props = Props.none().topicAlias(alias);
      sender.publish(PublishPacket.to(topic + "/" + alias).payload("named").with(props));
      sender.publish(PublishPacket.to("").payload("alias").with(props)).ping();
      assertThat(client.expectMessage("named").topic()).isEqualTo(topic + "/" + alias);
      Received second = client.expectMessage("alias");
      assertThat(second.topic()).isEqualTo(topic + "/" + alias);
    }
  }

  @Test
  @Mqtt5("MQTT-3.3.2-12")
  void anAliasStandsForTheLastTopicItWasGiven() {
    client.subscribe(topic + "/#", 0);
    Props props = Props.none().topicAlias(3);
    publisher.publish(PublishPacket.to(topic + "/old").payload("1").with(props));
    publisher.publish(PublishPacket.to(topic + "/new").payload("2").with(props));
    publisher.publish(PublishPacket.to("").payload("3").with(props)).ping();
    client.expectMessage("1");
    client.expectMessage("2");
    assertThat(client.expectMessage("3").topic()).isEqualTo(topic + "/new");
  }

  @Test
  @Mqtt5("MQTT-3.3.2-7")
  void anAliasEndsWithItsConnection() {
    String id = unique("c");
    Props props = Props.none().topicAlias(1);
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(60));
    first.publish(PublishPacket.to(topic).with(props)).ping().disconnect();
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(60));
    second.publish(PublishPacket.to("").with(props)).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-3.3.2-7")
  void anAliasOfOneClientIsNoAliasOfAnother() {
    Props props = Props.none().topicAlias(9);
    broker.connected().publish(PublishPacket.to(topic).with(props)).ping();
    client.publish(PublishPacket.to("").with(props)).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-3.3.2-8")
  void theAliasZeroIsRefused() {
    client.publish(PublishPacket.to(topic).with(Props.none().topicAlias(0)));
    client.expectDisconnect(TOPIC_ALIAS_INVALID);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  @Mqtt5({"MQTT-3.1.2-26", "MQTT-3.1.2-27", "MQTT-3.3.2-11", "MQTT-3.3.2-8"})
  void aliasesOfDeliveriesStayWithinTheClientsMaximum(int maximum) {
    Props props = Props.none();
    if (maximum > 0) {
      props.number16(Props.TOPIC_ALIAS_MAXIMUM, maximum);
    }
    MqttClient receiver = broker.connected(ConnectPacket.v5(unique("c")).with(props));
    receiver.subscribe(topic + "/#", 0);
    Map<Integer, String> aliases = new HashMap<>();
    int saved = 0;
    for (int i = 0; i < 12; i++) {
      // Each topic several times in a row: one that comes once is not worth an alias.
      String name = topic + "/" + i / 4;
      publisher.publish(name, "x", 0);
      Received delivery = receiver.expect(PUBLISH);
      String told = delivery.topic();
      if (delivery.has(Props.TOPIC_ALIAS)) {
        int alias = (Integer) delivery.property(Props.TOPIC_ALIAS);
        assertThat(alias).isBetween(1, maximum);
        if (told.isEmpty()) {
          told = aliases.get(alias);
          saved++;
        } else {
          aliases.put(alias, told);
        }
      }
      assertThat(told).isEqualTo(name);
    }
    assertThat(saved > 0).as("aliases are used where the client takes them").isEqualTo(maximum > 0);
  }

  // ---- properties

  @Test
  @Mqtt5({
    "MQTT-3.3.2-4",
    "MQTT-3.3.2-15",
    "MQTT-3.3.2-16",
    "MQTT-3.3.2-17",
    "MQTT-3.3.2-18",
    "MQTT-3.3.2-20"
  })
  void propertiesArriveUnalteredAndInOrder() {
    byte[] correlation = RawClient.bytes("00 ff c3 28 00");
    Props props =
        Props.none()
            .user("z", "")
            .number8(Props.PAYLOAD_FORMAT, 1)
            .string(Props.CONTENT_TYPE, "text/\uFEFFplain")
            .user("", "a")
            .string(Props.RESPONSE_TOPIC, " answers//here/")
            .data(Props.CORRELATION_DATA, correlation)
            .user("z", "ü");
    client.subscribe(topic, 1);
    String offline = unique("c");
    broker.connected(ConnectPacket.v5(offline).persistent(60)).subscribe(topic, 1).disconnect();
    publisher.publish(PublishPacket.to(topic).payload("x").retain().qos(1, 50).with(props));
    publisher.expect(Received.PUBACK, 50);
    MqttClient late = broker.connected().subscribe(topic, 1);
    MqttClient queued = broker.connected(ConnectPacket.v5(offline).persistent(60));
    for (MqttClient each : new MqttClient[] {client, late, queued}) {
      Received delivery = each.expectMessage("x");
      assertThat(delivery.property(Props.PAYLOAD_FORMAT)).isEqualTo(1);
      assertThat(delivery.property(Props.CONTENT_TYPE)).isEqualTo("text/\uFEFFplain");
      assertThat(delivery.property(Props.RESPONSE_TOPIC)).isEqualTo(" answers//here/");
      assertThat(delivery.property(Props.CORRELATION_DATA)).isEqualTo(correlation);
      assertThat(delivery.all(Props.USER_PROPERTY)).containsExactly("z=", "=a", "z=ü");
    }
  }

  @Test
  @Mqtt5("MQTT-3.3.2-4")
  void anAbsentFormatIndicatorStaysOneThatSaysNothing() {
    client.subscribe(topic, 0);
    publisher.publish(topic, "x", 0);
    assertThat(client.expectMessage("x").properties()).isEmpty();
  }

  @Test
  @Mqtt5("MQTT-3.3.2-13")
  void aResponseTopicThatIsNoTextIsMalformed() {
    Props props = Props.none().data(Props.RESPONSE_TOPIC, NO_TEXT);
    client.publish(PublishPacket.to(topic).with(props)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/+", "#"})
  @Mqtt5("MQTT-3.3.2-14")
  void aResponseTopicWithWildcardsIsRefused(String response) {
    Props props = Props.none().string(Props.RESPONSE_TOPIC, response);
    client.publish(PublishPacket.to(topic).with(props)).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-3.3.2-19")
  void aContentTypeThatIsNoTextIsMalformed() {
    Props props = Props.none().data(Props.CONTENT_TYPE, NO_TEXT);
    client.publish(PublishPacket.to(topic).with(props)).expectDisconnect(MALFORMED);
  }

  // ---- expiry

  @Test
  @Mqtt5({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
  void theExpiryIsLessenedByTheWaitingAndEndsIt() {
    String id = unique("c");
    broker.connected(ConnectPacket.v5(id).persistent(600)).subscribe(topic, 1).disconnect();
    send("short", 10);
    send("long", 100);
    broker.pass(30_000);
    MqttClient resumed = broker.connected(ConnectPacket.v5(id).persistent(600));
    Received delivery = resumed.expectMessage("long");
    assertThat(delivery.property(Props.MESSAGE_EXPIRY)).isEqualTo(70L);
    resumed.puback(delivery.packetId()).ping();
  }

  @Test
  @Mqtt5({"MQTT-3.3.2-5", "MQTT-3.3.2-6"})
  void theExpiryRunsBehindAFullWindow() {
    MqttClient narrow =
        broker.connected(ConnectPacket.v5(unique("c")).with(Props.none().receiveMaximum(1)));
    narrow.subscribe(topic, 1);
    send("first", 1_000);
    send("expired", 10);
    send("last", 50);
    int first = narrow.expectMessage("first").packetId();
    broker.pass(20_000);
    narrow.puback(first);
    assertThat(narrow.expectMessage("last").property(Props.MESSAGE_EXPIRY)).isEqualTo(30L);
    narrow.ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.2-6")
  void aMessageThatDoesNotWaitKeepsItsExpiry() {
    client.subscribe(topic, 1);
    send("x", 10);
    assertThat(client.expectMessage("x").property(Props.MESSAGE_EXPIRY)).isEqualTo(10L);
    publisher.publish(topic, "without", 1);
    assertThat(client.expectMessage("without").has(Props.MESSAGE_EXPIRY)).isFalse();
  }

  private static void send(String payload, long expiry, String to) {
    publisher.publish(
        PublishPacket.to(to).payload(payload).qos(1, 60).with(Props.none().messageExpiry(expiry)));
    publisher.expect(Received.PUBACK, 60);
  }

  private void send(String payload, long expiry) {
    send(payload, expiry, topic);
  }

  // ---- what only a server may send

  @Test
  @Mqtt5("MQTT-3.3.4-6")
  void aSubscriptionIdentifierFromAClientIsRefused() {
    Props props = Props.none().subscriptionIdentifier(5);
    client.publish(PublishPacket.to(topic).with(props)).expectDisconnect(PROTOCOL_ERROR);
  }
}
