package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static io.dynamq.conformance.Received.PUBLISH;
import static io.dynamq.conformance.Received.SUBACK;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import io.dynamq.testkit.Mqtt5;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT 5.0 section 4.7: topic names and filters. */
class TopicConformanceTest {
  private static final int MALFORMED = 0x81;
  private static final int PROTOCOL_ERROR = 0x82;
  private static final int FILTER_INVALID = 0x8F;

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
    topic = unique("t/");
    client = broker.connected();
  }

  private int subscribe(String filter) {
    client.send(client.subscription(1, Props.none(), new Bytes().text(filter).u8(0)));
    return client.expect(SUBACK, 1).code();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/#/b", "#/b", "a#", "a/b#", "##", "#+"})
  @Mqtt5("MQTT-4.7.1-1")
  void aHashThatIsNotTheWholeLastLevelIsRefused(String filter) {
    assertThat(subscribe(filter)).isEqualTo(FILTER_INVALID);
    client.ping();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a+", "+a", "a/b+/c", "++", "a/+b"})
  @Mqtt5("MQTT-4.7.1-2")
  void aPlusThatIsNotAWholeLevelIsRefused(String filter) {
    assertThat(subscribe(filter)).isEqualTo(FILTER_INVALID);
    client.ping();
  }

  @ParameterizedTest
  @CsvSource({
    "#, x, true",
    "x/#, x, true",
    "x/#, x/a/b, true",
    "x/#, xa, false",
    "+, x, true",
    "+, x/a, false",
    "+, /x, false",
    "/+, /x, true",
    "+/+, /x, true",
    "x/+, x, false",
    "x/+, x/, true",
    "x/+/b, x//b, true",
    "+/b/#, x/b, true",
    "x, x/, false"
  })
  @Mqtt5({"MQTT-4.7.1-1", "MQTT-4.7.1-2", "MQTT-4.7.0-1"})
  void wildcardsMatchAsTheyShould(String filter, String name, boolean matches) {
    String prefix = unique("w") + "/";
    assertThat(subscribe(prefix + filter)).isZero();
    publisher.publish(prefix + name, "m", 0);
    if (matches) {
      assertThat(client.expectMessage("m").topic()).isEqualTo(prefix + name);
    }
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-4.7.2-1")
  void leadingWildcardsDoNotMatchNamesThatBeginWithADollar() {
    String name = "$" + topic;
    client.subscribe("#", 0).subscribe("+/" + topic.substring(2), 0).subscribe("+/#", 0);
    publisher.publish(name, "hidden", 1);
    client.ping();
    MqttClient knowing = broker.connected().subscribe("$t/#", 0);
    knowing.subscribe("$t/+", 0);
    publisher.publish(name, "asked for", 1);
    knowing.expectMessage("asked for");
    client.ping();
  }

  @Test
  @Mqtt5("MQTT-4.7.2-1")
  void leadingWildcardsDoNotMatchRetainedNamesThatBeginWithADollar() {
    publisher.retain("$kept/" + topic, "hidden", 1);
    client.subscribe("#", 0).subscribe("+/" + topic, 0);
    publisher.retain("kept/" + topic, "", 1).publish(topic, "marker", 0);
    Received next = client.next();
    while (next.retain()) {
      assertThat(next.topic()).doesNotStartWith("$");
      next = client.next();
    }
    broker.connected().subscribe("$kept/#", 0).expectMessage("hidden");
  }

  @Test
  @Mqtt5("MQTT-4.7.3-1")
  void anEmptyNameWithoutAliasIsAProtocolError() {
    client.publish(PublishPacket.to("").payload("x")).expectDisconnect(PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-4.7.3-1")
  void anEmptyFilterIsRefused() {
    client.send(client.subscription(1, Props.none(), new Bytes().text("").u8(0)));
    Received answer = client.next();
    assertThat(answer.code()).isIn(FILTER_INVALID, MALFORMED, PROTOCOL_ERROR);
  }

  @Test
  @Mqtt5("MQTT-4.7.3-1")
  void aNameOfOneCharacterOrOneSlashIsEnough() {
    client.subscribe("/", 0).subscribe("é", 0);
    publisher.publish("/", "slash", 0).publish("é", "letter", 0);
    client.expectMessage("slash");
    client.expectMessage("letter");
  }

  @Test
  @Mqtt5("MQTT-4.7.3-2")
  void aNullCharacterInANameIsMalformed() {
    client.publish(PublishPacket.to("a\0")).expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-4.7.3-2")
  void aNullCharacterInAFilterIsMalformed() {
    client.send(client.subscription(1, Props.none(), new Bytes().text("a/\0").u8(0)));
    client.expectDisconnect(MALFORMED);
  }

  @Test
  @Mqtt5("MQTT-4.7.3-4")
  void namesThatOnlyLookAlikeAreDifferent() {
    String composed = topic + "/\u00E9";
    String decomposed = topic + "/e\u0301";
    client.subscribe(composed, 0);
    String[] others = {
      decomposed, topic + "/\u00C9", topic + "//\u00E9", topic + "/\u00E9/", composed + " ",
      topic.toUpperCase() + "/\u00E9", topic + "/./\u00E9", topic + "/\uFFFD"
    };
    for (String other : others) {
      publisher.publish(other, "no", 0);
    }
    publisher.publish(composed, "yes", 0);
    assertThat(client.expectMessage("yes").topic()).isEqualTo(composed);
    MqttClient all = broker.connected().subscribe(topic + "/#", 0);
    for (String other : others) {
      if (other.startsWith(topic)) {
        publisher.publish(other, "as it is", 0);
        assertThat(all.expect(PUBLISH).topic()).isEqualTo(other);
      }
    }
  }

  /** A string cannot be longer on the wire; what the broker puts in front of it must not make it so. */
  @Test
  @Mqtt5("MQTT-4.7.3-3")
  void aMountpointMakesNoNameLongerThanATopicMayBe() {
    try (LoopbackBroker mounted =
        LoopbackBroker.with()
            .zone(zone -> zone.withIdentity(new Zone.Identity(false, "mount/")))
            .start()) {
      MqttClient mountedClient = mounted.connected();
      String longest = "x".repeat(65_535);
      mountedClient.publish(PublishPacket.to(longest).payload("m").qos(1, 7));
      assertThat(mountedClient.expect(Received.PUBACK, 7).code()).isEqualTo(0x90);
      Bytes filter = new Bytes().text(longest).u8(0);
      mountedClient.send(mountedClient.subscription(8, Props.none(), filter));
      assertThat(mountedClient.expect(SUBACK, 8).code()).isEqualTo(FILTER_INVALID);
      String fits = "x".repeat(65_535 - "mount/".length());
      mountedClient.subscribe(fits, 0);
      mountedClient.publish(PublishPacket.to(fits).payload("m"));
      assertThat(mountedClient.expectMessage("m").topic()).isEqualTo(fits);
    }
  }

  @Test
  @Mqtt5({"MQTT-4.7.3-4", "MQTT-4.7.3-3"})
  void aNameOfTheGreatestLengthIsDeliveredWhole() {
    String longest = topic + "/" + "x".repeat(65_535 - topic.length() - 1);
    client.subscribe(longest, 0);
    publisher.publish(longest, "m", 1);
    assertThat(client.expectMessage("m").topic()).isEqualTo(longest);
  }
}
