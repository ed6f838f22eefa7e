package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.PUBREL;
import static io.dynamq.conformance.Received.SUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.auth.Authorizer;
import io.dynamq.engine.Zone;
import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Qos;
import io.dynamq.testkit.Mqtt311;
import io.dynamq.testkit.RawClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 3.1.1 sections 3.8 to 3.11 and 4.7: SUBSCRIBE, UNSUBSCRIBE, filters. */
class V3SubscribeConformanceTest {
  private static final int FAILURE = 0x80;
  private static final String FORBIDDEN = "forbidden";
  private static LoopbackBroker broker;
  private String topic;
  private MqttClient publisher;
  private MqttClient client;

  /** Forbids one filter. */
  private static final class Rules implements Authorizer {
    @Override
    public boolean mayPublish(ClientInfo client, String topic, Qos qos, boolean retain) {
      return true;
    }

    @Override
    public boolean maySubscribe(ClientInfo client, String path) {
      return !path.equals(FORBIDDEN);
    }
  }

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().authorizer(new Rules()).start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @BeforeEach
  void connect() {
    topic = unique("f/");
    publisher = connected(broker);
    client = connected(broker);
  }

  private static MqttClient connected(LoopbackBroker to) {
    return to.connected(4, ConnectPacket.of(4, unique("f")));
  }

  private List<Integer> codes(MqttClient of, Bytes payload) {
    return of.send(of.subscription(77, Props.none(), payload)).expect(SUBACK, 77).codes();
  }

  private static Bytes entry(String filter, int options) {
    return new Bytes().text(filter).u8(options);
  }

  // ---- SUBSCRIBE

  @Test
  @Mqtt311({"MQTT-3.8.3-3", "MQTT-4.8.0-1"})
  void aSubscribeWithoutFilterEndsTheConnection() {
    client.raw().send("82 02 00 01").expectClose();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 8, 0x10, 0x20, 0x40, 0x80, 0x81, 0xFC})
  @Mqtt311("MQTT-3-8.3-4")
  void reservedBitsBesideTheQosEndTheConnection(int options) {
    client.send(client.subscription(1, Props.none(), entry(topic, options))).raw().expectClose();
  }

  @Test
  @Mqtt311({"MQTT-3.8.4-1", "MQTT-3.8.4-2"})
  void aSubscribeIsAnsweredWithItsIdentifier() {
    byte[] packet = client.subscription(0xABCD, Props.none(), entry(topic, 1));
    client.send(packet).raw().expect("90 03 ab cd 01");
  }

  @Test
  @Mqtt311("MQTT-3.8.3-2")
  void aBrokerWithoutWildcardsRefusesThem() {
    try (LoopbackBroker plain =
        LoopbackBroker.with().zone(V3SubscribeConformanceTest::withoutWildcards).start()) {
      MqttClient one = connected(plain);
      assertThat(codes(one, entry("a/+", 1).add(entry("a/b", 1)))).containsExactly(FAILURE, 1);
    }
  }

  private static Zone withoutWildcards(Zone zone) {
    Zone.Offer offer = zone.offer();
    return zone.withOffer(
        new Zone.Offer(
            offer.maxQos(), offer.retainAvailable(), false, offer.sharedAvailable(),
            offer.exclusiveAvailable()));
  }

  @Test
  @Mqtt311("MQTT-3.8.4-3")
  void aSubscriptionWithTheSameFilterReplacesTheOneBefore() {
    publisher.retain(topic, "kept", 2);
    client.subscribe(topic, 2);
    assertThat(client.expectMessage("kept").qos()).isEqualTo(2);
    client.subscribe(topic, 0);
    Received again = client.expectMessage("kept");
    assertThat(again.qos()).isZero();
    assertThat(again.retain()).isTrue();
    publisher.publish(topic, "live", 2);
    assertThat(client.expectMessage("live").qos()).isZero();
    client.ping();
  }

  @Test
  @Mqtt311("MQTT-3.8.4-3")
  void noMessageIsLostWhileASubscriptionIsReplaced() {
    client.subscribe(topic, 1);
    for (int i = 0; i < 50; i++) {
      publisher.publish(PublishPacket.to(topic).payload("m" + i).qos(1, i + 1));
      if (i % 5 == 0) {
        client.send(client.subscription(900 + i, Props.none(), entry(topic, 1)));
      }
    }
    int expected = 0;
    while (expected < 50) {
      Received next = client.next();
      if (next.type() == PUBLISH) {
        assertThat(next.text()).isEqualTo("m" + expected++);
        client.puback(next.packetId());
      }
    }
  }

  @Test
  @Mqtt311({"MQTT-3.8.4-4", "MQTT-3.8.4-5", "MQTT-3.9.3-1", "MQTT-3.9.3-2"})
  void eachFilterHasItsCodeInOrder() {
    Bytes payload =
        entry(topic + "/0", 0)
            .add(entry(topic + "/2", 2))
            .add(entry(FORBIDDEN, 1))
            .add(entry(topic + "/1", 1))
            .add(entry(topic + "/0", 2));
    assertThat(codes(client, payload)).containsExactly(0, 2, FAILURE, 1, 2);
    publisher.publish(topic + "/0", "the last one counts", 2);
    assertThat(client.expectMessage("the last one counts").qos()).isEqualTo(2);
    publisher.publish(FORBIDDEN, "x", 1);
    client.ping();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "0,1", "0,2", "1,0", "1,1", "1,2", "2,0", "2,1", "2,2"})
  @Mqtt311("MQTT-3.8.4-6")
  void aMessageHasTheLowerOfBothLevels(int published, int granted) {
    client.subscribe(topic, granted);
    publisher.publish(topic, "x", published);
    assertThat(client.expectMessage("x").qos()).isEqualTo(Math.min(published, granted));
  }

  // ---- UNSUBSCRIBE

  @Test
  @Mqtt311({"MQTT-3.10.3-2", "MQTT-4.8.0-1"})
  void anUnsubscribeWithoutFilterEndsTheConnection() {
    client.raw().send("a2 02 00 01").expectClose();
  }

  @Test
  @Mqtt311({"MQTT-3.10.4-1", "MQTT-3.10.4-2"})
  void onlyTheEqualFilterIsUnsubscribed() {
    client.subscribe(topic + "/+", 0).subscribe(topic + "/a", 0);
    client.unsubscribe(topic + "/#", topic + "/A", topic);
    client.unsubscribe(topic + "/a");
    publisher.publish(topic + "/b", "by the wildcard", 1);
    client.expectMessage("by the wildcard");
    client.unsubscribe(topic + "/+");
    publisher.publish(topic + "/a", "no more", 1);
    client.ping();
  }

  @Test
  @Mqtt311("MQTT-3.10.4-3")
  void whatHasBegunIsCompletedAfterUnsubscribe() {
    client.subscribe(topic, 2);
    publisher.publish(topic, "begun", 2);
    int id = client.expectMessage("begun").packetId();
    client.unsubscribe(topic);
    client.pubrec(id).expect(PUBREL, id);
    client.pubcomp(id).ping();
  }

  @Test
  @Mqtt311({"MQTT-3.10.4-4", "MQTT-3.10.4-5"})
  void anUnsubscribeIsAnsweredAlsoIfThereWasNothing() {
    client.raw().send("a2 06 12 34 00 02 6e 6f").expect("b0 02 12 34");
  }

  @Test
  @Mqtt311({"MQTT-3.10.4-6", "MQTT-3.10.3-1"})
  void severalFiltersAreUnsubscribedWithOneAnswer() {
    client.subscribe(topic + "/a", 0).subscribe(topic + "/b", 0).subscribe(topic + "/c", 0);
    client.unsubscribe(topic + "/a", "never", topic + "/c");
    publisher.publish(topic + "/a", "a", 1).publish(topic + "/c", "c", 1);
    publisher.publish(topic + "/b", "b", 1);
    client.expectMessage("b");
    client.ping();
  }

  // ---- names and filters

  @ParameterizedTest
  @ValueSource(strings = {"a#", "#/a", "a/#/b", "a/b#", "##", "+#"})
  @Mqtt311("MQTT-4.7.1-2")
  void aMisplacedHashIsRefused(String filter) {
    assertThat(codes(client, entry(filter, 0))).containsExactly(FAILURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+", "+a", "a/+b", "++", "a/b+/c"})
  @Mqtt311("MQTT-4.7.1-3")
  void aMisplacedPlusIsRefused(String filter) {
    assertThat(codes(client, entry(filter, 0))).containsExactly(FAILURE);
  }

  @ParameterizedTest
  @CsvSource({
    "#, t/a, true", "t/#, t, true", "t/#, t/a/b, true", "t/#, tt, false", "t/+, t/a, true",
    "t/+, t, false", "t/+, t/, true", "t/+, t/a/b, false", "+/+, /t, true", "/+, /t, true",
    "+, /t, false", "t/+/b, t//b, true", "t//b, t/b, false", "T/a, t/a, false"
  })
  @Mqtt311({"MQTT-4.7.1-2", "MQTT-4.7.1-3", "MQTT-3.3.2-3"})
  void filtersMatchLevelByLevel(String filter, String name, boolean matches) {
    client.subscribe(filter, 0);
    publisher.publish(name, "x", 1);
    if (matches) {
      assertThat(client.expectMessage("x").topic()).isEqualTo(name);
    }
    client.ping();
  }

  @ParameterizedTest
  @ValueSource(strings = {"#", "+", "+/x", "+/#"})
  @Mqtt311("MQTT-4.7.2-1")
  void aLeadingWildcardDoesNotMatchADollar(String filter) {
    client.subscribe(filter, 0).subscribe("$own/+", 0);
    publisher.publish("$own", "hidden", 1).publish("$own/x", "by name", 1);
    client.expectMessage("by name");
    client.ping();
  }

  @Test
  @Mqtt311("MQTT-4.7.3-1")
  void anEmptyFilterIsRefused() {
    assertThat(codes(client, entry("", 0))).containsExactly(FAILURE);
  }

  @Test
  @Mqtt311("MQTT-4.7.3-3")
  void aNameMayHaveAllTheBytesThatItsLengthCanTell() {
    String longest = "n".repeat(65_535);
    client.subscribe(longest, 0);
    publisher.publish(longest, "x", 1);
    assertThat(client.expectMessage("x").topic()).isEqualTo(longest);
  }

  @ParameterizedTest
  @CsvSource({"\u00e9, e\u0301", "A, a", "\u2126, \u03a9", "x, x/", "x, ' x'"})
  @Mqtt311("MQTT-4.7.3-4")
  void nothingIsNormalised(String one, String other) {
    client.subscribe(topic + one, 0);
    publisher.publish(topic + other, "not the same", 1).publish(topic + one, "the same", 1);
    client.expectMessage("the same");
    client.ping();
  }

  @Test
  @Mqtt311({"MQTT-3.8.3-1", "MQTT-3.10.3-1"})
  void aFilterIsTakenByteForByte() {
    client.raw().send("82 08 00 01 00 03 e2 82 ac 00").expect("90 03 00 01 00");
    publisher.publish("\u20ac", "euro", 1);
    assertThat(RawClient.text(client.expectMessage("euro").bytes())).contains("e2 82 ac");
    client.raw().send("a2 07 00 02 00 03 e2 82 ac").expect("b0 02 00 02");
    publisher.publish("\u20ac", "euro", 1);
    client.ping();
  }
}
