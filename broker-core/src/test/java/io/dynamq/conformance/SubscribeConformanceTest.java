package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREL;
import static io.dynamq.conformance.Received.SUBACK;
import static io.dynamq.conformance.Received.UNSUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 sections 3.8 to 3.11 and 3.3.4: subscriptions, and what they deliver. */
class SubscribeConformanceTest {
  private static final int NO_LOCAL = 0x04;
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int NOT_AUTHORIZED = 0x87;
  private static final int FILTER_INVALID = 0x8F;
  private static final int NO_SUBSCRIPTION = 0x11;

  /** Codes of SUBACK. */
  private static final Set<Integer> SUBSCRIBED =
      Set.of(0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2);

  private static final Set<Integer> UNSUBSCRIBED =
      Set.of(0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91);

  private static LoopbackBroker broker;
  private static MqttClient publisher;
  private String topic;
  private MqttClient client;

  @BeforeAll
  static void start() {
    Authorizer rules =
        new Authorizer() {
          @Override
          public boolean mayPublish(ClientInfo info, String topic, Qos qos, boolean retain) {
            return true;
          }

          @Override
          public boolean maySubscribe(ClientInfo info, String path) {
            return !path.equals("forbidden");
          }
        };
    broker = LoopbackBroker.with().authorizer(rules).start();
    publisher = broker.connected();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("sub/");
    client = broker.connected();
  }

  // ---- SUBSCRIBE

  @ParameterizedTest
  @ValueSource(ints = {0x80, 0x81, 0x83, 0x8A})
  @Mqtt5("MQTT-3.8.1-1")
  void flagsOfSubscribeOtherThan0010AreMalformed(int first) {
    client.send(new Bytes().hex("00 01 00 00 01 61 00").packet(first));
    client.expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.8.3-1")
  void aFilterThatIsNoTextIsMalformed() {
    client.send(new Bytes().hex("00 01 00 00 02 c3 28 00").packet(0x82));
    client.expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.8.3-2")
  void aSubscribeWithoutFilterIsRefused() {
    client.send(new Bytes().hex("00 01 00").packet(0x82)).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-3.8.3-2")
  void aFilterWithoutOptionsIsMalformed() {
    client.send(new Bytes().hex("00 01 00 00 01 61").packet(0x82)).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.8.3-3")
  void noLocalKeepsOwnMessagesAway() {
    client.subscribe(topic, 1 | NO_LOCAL);
    client.publish(topic, "own", 1).ping();
    publisher.publish(topic, "other", 1);
    client.expectMessage("other");
  }

  @Test
  @Mqtt5("MQTT-3.8.3-3")
  void noLocalGoesByClientIdentifierNotByConnection() {
    String id = unique("c");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(60));
    first.subscribe(topic, 1 | NO_LOCAL).disconnect();
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(60));
    second.publish(topic, "own", 1).ping();
    publisher.publish(topic, "of another", 1);
    second.expectMessage("of another");
  }

  @Test
  @Mqtt5({"MQTT-3.8.3-4", "MQTT-4.13.1-1"})
  void noLocalOnASharedSubscriptionIsAProtocolError() {
    Bytes filter = new Bytes().text("$share/g/" + topic).u8(NO_LOCAL);
    client.send(client.subscription(1, Props.none(), filter)).expectDisconnect(PROTOCOL_ERROR);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x40, 0x80, 0xC0})
  @Mqtt5("MQTT-3.8.3-5")
  void reservedOptionsAreMalformed(int options) {
    Bytes filter = new Bytes().text(topic).u8(options);
    client.send(client.subscription(1, Props.none(), filter)).expectDisconnect(MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x03, 0x30})
  @Mqtt5("MQTT-4.13.1-1")
  void aQosOrRetainHandlingOfThreeIsAnError(int options) {
    Bytes filter = new Bytes().text(topic).u8(options);
    client.send(client.subscription(1, Props.none(), filter));
    assertThat(client.expect(Received.DISCONNECT).code()).isIn(MALFORMED, PROTOCOL_ERROR);
    client.raw().expectClose();
  }

  @Test
  @Mqtt5({"MQTT-3.8.4-1", "MQTT-3.8.4-2"})
  void aSubscribeIsAnsweredWithItsIdentifier() {
    client.send(client.subscription(513, Props.none(), new Bytes().text(topic).u8(0)));
    assertThat(client.expect(SUBACK, 513).codes()).containsExactly(0);
    client.send(client.subscription(514, Props.none(), new Bytes().text("forbidden").u8(0)));
    assertThat(client.expect(SUBACK, 514).codes()).containsExactly(NOT_AUTHORIZED);
  }

  @Test
  @Mqtt5({
    "MQTT-3.8.4-5",
    "MQTT-3.8.4-6",
    "MQTT-3.8.4-7",
    "MQTT-3.9.3-1",
    "MQTT-3.9.3-2"
  })
  void severalFiltersGetOneAnswerInTheirOrder() {
    Bytes filters =
        new Bytes()
            .text(topic + "/2")
            .u8(2)
            .text("a/#/b")
            .u8(0)
            .text(topic + "/0")
            .u8(0)
            .text("forbidden")
            .u8(1)
            .text("$share//" + topic)
            .u8(1)
            .text(topic + "/1")
            .u8(1);
    client.send(client.subscription(9, Props.none(), filters));
    Received answer = client.expect(SUBACK, 9);
    assertThat(answer.codes())
        .containsExactly(2, FILTER_INVALID, 0, NOT_AUTHORIZED, FILTER_INVALID, 1)
        .allMatch(SUBSCRIBED::contains);
    for (int qos = 0; qos <= 2; qos++) {
      publisher.publish(topic + "/" + qos, "x", 2);
      assertThat(client.expectMessage("x").qos()).isEqualTo(qos);
    }
  }

  @Test
  @Mqtt5("MQTT-3.8.4-5")
  void aFilterGivenTwiceInOnePacketIsReplaced() {
    Bytes filters = new Bytes().text(topic).u8(2).text(topic).u8(0);
    client.send(client.subscription(1, Props.none(), filters));
    assertThat(client.expect(SUBACK, 1).codes()).containsExactly(2, 0);
    publisher.publish(topic, "x", 2);
    assertThat(client.expectMessage("x").qos()).isZero();
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-3.8.4-3")
  void theSameFilterAgainReplacesTheSubscription() {
    client.subscribe(Props.none().subscriptionIdentifier(7), topic, 2 | NO_LOCAL);
    client.subscribe(topic, 1);
    client.publish(PublishPacket.to(topic).payload("own").qos(2, 900));
    Received delivery = client.next();
    if (delivery.type() != PUBLISH) {
      delivery = client.next();
    }
    assertThat(delivery.qos()).as("not the QoS of the first").isEqualTo(1);
    assertThat(delivery.has(Props.SUBSCRIPTION_IDENTIFIER)).isFalse();
    publisher.publish(topic, "once", 0);
    Received next = client.next();
    assertThat((next.type() == PUBLISH ? next : client.next()).text()).isEqualTo("once");
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-3.8.4-8")
  void aMessageIsDeliveredAtTheLowerOfBothLevels() {
    for (int granted = 0; granted <= 2; granted++) {
      String name = topic + "/" + granted;
      client.subscribe(name, granted);
      for (int published = 0; published <= 2; published++) {
        publisher.publish(name, "x", published);
        Received delivery = client.expectMessage("x");
        assertThat(delivery.qos()).isEqualTo(Math.min(granted, published));
      }
    }
  }

  // ---- overlapping subscriptions

  @Test
  @Mqtt5("MQTT-3.3.4-2")
  void overlappingSubscriptionsDeliverAtTheHighestLevel() {
    client.subscribe(topic + "/#", 0).subscribe(topic + "/+", 2).subscribe(topic + "/a", 1);
    publisher.publish(topic + "/a", "x", 2);
    assertThat(client.expectMessage("x").qos()).isEqualTo(2);
    client.ping();
  }

  @Test
  @Mqtt5({"MQTT-3.3.4-3", "MQTT-3.3.4-4"})
  void aSingleCopyHasTheIdentifiersOfAllThatMatch() {
    client.subscribe(Props.none().subscriptionIdentifier(1), topic + "/#", 0);
    client.subscribe(Props.none().subscriptionIdentifier(268_435_455), topic + "/+", 1);
    client.subscribe(topic + "/a", 2);
    client.subscribe(Props.none().subscriptionIdentifier(3), topic + "/b", 2);
    publisher.publish(topic + "/a", "x", 2);
    assertThat(client.expectMessage("x").all(Props.SUBSCRIPTION_IDENTIFIER))
        .containsExactlyInAnyOrder(1, 268_435_455);
    client.ping();
  }

  /** A shared subscription is the group's, so its message is one of its own. */
  @Test
  @Mqtt5("MQTT-3.3.4-5")
  void ofTwoCopiesEachHasTheIdentifierOfItsOwnSubscription() {
    client.subscribe(Props.none().subscriptionIdentifier(1), "$share/g/" + topic, 1);
    client.subscribe(Props.none().subscriptionIdentifier(2), topic, 1);
    publisher.publish(topic, "x", 1);
    assertThat(
            new Object[] {
              client.expectMessage("x").property(Props.SUBSCRIPTION_IDENTIFIER),
              client.expectMessage("x").property(Props.SUBSCRIPTION_IDENTIFIER)
            })
        .containsExactlyInAnyOrder(1, 2);
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-3.3.4-3")
  void theIdentifierComesWithRetainedAndQueuedMessages() {
    publisher.retain(topic, "kept", 1);
    String id = unique("c");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(60));
    first.subscribe(Props.none().subscriptionIdentifier(42), topic, 1);
    Received kept = first.expectMessage("kept");
    assertThat(kept.property(Props.SUBSCRIPTION_IDENTIFIER)).isEqualTo(42);
    first.puback(kept.packetId()).disconnect();
    publisher.publish(topic, "queued", 1);
    Received queued =
        broker.connected(ConnectPacket.v5(id).persistent(60)).expectMessage("queued");
    assertThat(queued.property(Props.SUBSCRIPTION_IDENTIFIER)).isEqualTo(42);
  }

  // ---- UNSUBSCRIBE

  @ParameterizedTest
  @ValueSource(ints = {0xA0, 0xA1, 0xA3, 0xAA})
  @Mqtt5("MQTT-3.10.1-1")
  void flagsOfUnsubscribeOtherThan0010AreMalformed(int first) {
    client.send(new Bytes().hex("00 01 00 00 01 61").packet(first)).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.10.3-1")
  void aFilterToRemoveThatIsNoTextIsMalformed() {
    client.send(new Bytes().hex("00 01 00 00 02 c3 28").packet(0xA2)).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-3.10.3-2")
  void anUnsubscribeWithoutFilterIsRefused() {
    client.send(new Bytes().hex("00 01 00").packet(0xA2)).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5({"MQTT-3.10.4-1", "MQTT-3.10.4-2"})
  void unsubscribeRemovesTheSameFilterOnly() {
    client.subscribe(topic + "/+", 1);
    assertThat(client.unsubscribe(topic + "/#").code()).isEqualTo(NO_SUBSCRIPTION);
    assertThat(client.unsubscribe(topic + "/a").code()).isEqualTo(NO_SUBSCRIPTION);
    assertThat(client.unsubscribe((topic + "/+").toUpperCase()).code())
        .isEqualTo(NO_SUBSCRIPTION);
    publisher.publish(topic + "/a", "still", 0);
    client.expectMessage("still");
    assertThat(client.unsubscribe(topic + "/+").code()).isZero();
    publisher.publish(topic + "/a", "no more", 1);
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-3.10.4-3")
  void deliveriesThatHaveBegunAreCompleted() {
    String id = unique("c");
    MqttClient first = broker.connected(ConnectPacket.v5(id).persistent(60));
    first.subscribe(topic, 2);
    publisher.publish(topic, "one", 1).publish(topic, "two", 2);
    int one = first.expectMessage("one").packetId();
    int two = first.expectMessage("two").packetId();
    first.unsubscribe(topic);
    first.pubrec(two).expect(PUBREL, two);
    first.reset();
    MqttClient second = broker.connected(ConnectPacket.v5(id).persistent(60));
    second.expect(PUBREL, two);
    assertThat(second.expect(PUBLISH, one).dup()).isTrue();
    second.pubcomp(two).puback(one).ping();
  }

  @Test
  @Mqtt5({"MQTT-3.10.4-4", "MQTT-3.10.4-5"})
  void unsubscribeIsAnsweredEvenIfNothingIsRemoved() {
    client.send(new Bytes().u16(700).u8(0).text(topic).packet(0xA2));
    assertThat(client.expect(UNSUBACK, 700).codes()).containsExactly(NO_SUBSCRIPTION);
    client.subscribe(topic, 0);
    client.send(new Bytes().u16(701).u8(0).text(topic).packet(0xA2));
    assertThat(client.expect(UNSUBACK, 701).codes()).containsExactly(0);
  }

  @Test
  @Mqtt5({"MQTT-3.10.4-6", "MQTT-3.11.3-1", "MQTT-3.11.3-2"})
  void severalFiltersToRemoveGetOneAnswerInTheirOrder() {
    client.subscribe(topic + "/a", 0).subscribe(topic + "/c", 0);
    Received answer = client.unsubscribe(topic + "/a", topic + "/b", "a/#/b", topic + "/c");
    assertThat(answer.codes())
        .containsExactly(0, NO_SUBSCRIPTION, FILTER_INVALID, 0)
        .allMatch(UNSUBSCRIBED::contains);
    publisher.publish(topic + "/a", "x", 0).publish(topic + "/c", "x", 0);
    client.ping();
    assertThat(RawClient.text(answer.bytes())).startsWith("b0");
  }
}
