package io.dynamq.conformance;

import static io.dynamq.conformance.MqttClient.unique;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.codec.PacketCorpus;
import io.dynamq.engine.Zone;
import io.dynamq.packet.ReasonCode;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packets that the decoder is tested with, sent to a broker: what is wrong is told with the code
 * that the corpus names, or ends the connection without a word where the version has none; what is
 * right is answered, and the connection lives.
 */
class CorpusConformanceTest {
  private static final String INCOMPLETE = "incomplete";

  /** Right in themselves, and wrong because of what came or did not come before. */
  private static final Set<String> WRONG_IN_CONTEXT =
      Set.of("publish/alias-without-topic (5)", "subscribe/no-local-on-shared-left-to-engine (5)");

  private static LoopbackBroker broker;

  @BeforeAll
  static void start() {
    broker = LoopbackBroker.with().zone(CorpusConformanceTest::smallPackets).start();
  }

  private static Zone smallPackets(Zone zone) {
    Zone.Limits limits = zone.limits();
    return zone.withLimits(
        new Zone.Limits(
            PacketCorpus.MAX_PACKET_SIZE,
            limits.maxClientIdLength(),
            limits.maxTopicLevels(),
            limits.maxSubscriptions(),
            limits.idleTimeoutMillis()));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  static List<PacketCorpus.Case> firstPackets() {
    return PacketCorpus.all().stream().filter(one -> one.version().equals("first")).toList();
  }

  static List<PacketCorpus.Case> wrong() {
    return later().stream().filter(one -> !one.isValid()).toList();
  }

  static List<PacketCorpus.Case> right() {
    return later().stream()
        .filter(one -> one.isValid() && !one.expected().equals(INCOMPLETE))
        .toList();
  }

  private static List<PacketCorpus.Case> later() {
    return PacketCorpus.all().stream().filter(one -> !one.version().equals("first")).toList();
  }

  /** The code in a line such as {@code ! MALFORMED_PACKET MQTT-2.1.3-1}. */
  private static int code(PacketCorpus.Case packet) {
    return ReasonCode.valueOf(packet.expected().split(" ")[1]).value();
  }

  private static MqttClient connected(PacketCorpus.Case packet) {
    int version = Integer.parseInt(packet.version());
    return broker.connected(version, ConnectPacket.of(version, unique("c")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  @Mqtt5({"MQTT-4.13.1-1", "MQTT-4.13.2-1"})
  void whatIsWrongEndsTheConnectionWithTheRightCode(PacketCorpus.Case packet) {
    MqttClient client = connected(packet);
    client.send(packet.bytes());
    if (packet.version().equals("5")) {
      client.expectDisconnect(code(packet));
    } else {
      client.raw().expectClose();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("right")
  void whatIsRightIsAnswered(PacketCorpus.Case packet) {
    MqttClient client = connected(packet);
    client.send(packet.bytes());
    int type = (packet.bytes()[0] & 0xFF) >> 4;
    if (type == Received.DISCONNECT) {
      goodbye(packet, client);
    } else if (type == Received.AUTH || WRONG_IN_CONTEXT.contains(packet.toString())) {
      client.expectDisconnect(ReasonCode.PROTOCOL_ERROR.value());
    } else {
      client.raw().send("c0 00");
      Received answer = client.next();
      while (answer.type() != Received.PINGRESP) {
        if (answer.type() == Received.DISCONNECT) {
          throw new AssertionError("sent away: " + answer);
        }
        answer = client.next();
      }
    }
  }

  /** An expiry is refused where CONNECT asked for none. */
  private static void goodbye(PacketCorpus.Case packet, MqttClient client) {
    if (packet.expected().contains("sessionExpirySeconds=")) {
      client.expectDisconnect(ReasonCode.PROTOCOL_ERROR.value());
    } else {
      client.raw().expectClose();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("firstPackets")
  @Mqtt5({"MQTT-3.1.4-1", "MQTT-3.1.0-1"})
  void aFirstPacketIsAnsweredByConnackOrClose(PacketCorpus.Case packet) {
    RawClient client = broker.raw().send(packet.bytes());
    if (packet.expected().equals(INCOMPLETE)) {
      client.finish();
      client.expectClose();
    } else if (!packet.isValid()) {
      int answer = new MqttClient(client, 5).expectRefusal();
      assertThat(answer).isIn(-1, code(packet), ReasonCode.of(code(packet)).connectReturnCode());
    } else {
      byte[] answer = client.readPacket();
      assertThat(answer[0]).isEqualTo((byte) 0x20);
    }
  }
}
