package io.dynamq.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.UserProperty;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Auth;
import io.dynamq.packet.ConnAck;
import io.dynamq.packet.ConnAckProperties;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Disconnect;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Packet;
import io.dynamq.packet.Ping;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.SubAck;
import io.dynamq.packet.UnsubAck;
import io.dynamq.topic.TopicName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacketEncoderTest {
  private static final Notice WHY = new Notice("why", List.of(new UserProperty("k", "v")));

  private static String hex(Packet packet, int version) {
    PacketEncoder encoder = new PacketEncoder(version, -1);
    ByteBuf out = Unpooled.buffer();
    assertThat(encoder.write(packet, out)).isTrue();
    assertThat(encoder.size(packet)).isEqualTo(out.readableBytes());
    return ByteBufUtil.hexDump(out);
  }

  private static String bounded(Packet packet, int maximumPacketSize) {
    ByteBuf out = Unpooled.buffer();
    boolean written = new PacketEncoder(5, maximumPacketSize).write(packet, out);
    assertThat(out.isReadable()).isEqualTo(written);
    return written ? ByteBufUtil.hexDump(out) : "refused";
  }

  private static Delivery delivery(Qos qos, MessageProperties properties, int alias, boolean omit) {
    Message message =
        new Message(
            new MessageId(1, 1),
            TopicName.of("a/b"),
            qos,
            false,
            new byte[] {'h', 'i'},
            properties,
            "p",
            1,
            Message.NEVER);
    int packetId = qos.isAcknowledged() ? 10 : 0;
    return new Delivery(
        message, packetId, qos, true, qos.isAcknowledged(), new int[] {1, 200}, alias, omit, 60);
  }

  @Test
  void writesDeliveries() {
    Delivery qos0 = delivery(Qos.AT_MOST_ONCE, MessageProperties.NONE, 0, false);
    assertThat(hex(qos0, 4)).isEqualTo("3107" + "0003612f62" + "6869");
    assertThat(hex(qos0, 5))
        .isEqualTo("3112" + "0003612f62" + "0a" + "020000003c" + "0b01" + "0bc801" + "6869");
    Delivery qos2 = delivery(Qos.EXACTLY_ONCE, MessageProperties.NONE, 0, false);
    assertThat(hex(qos2, 3)).isEqualTo("3d09" + "0003612f62" + "000a" + "6869");
    Delivery aliased = delivery(Qos.AT_LEAST_ONCE, MessageProperties.NONE, 7, true);
    assertThat(hex(aliased, 5))
        .isEqualTo("3b14" + "0000" + "000a" + "0d" + "230007" + "020000003c" + "0b010bc801" + "6869");
  }

  @Test
  void writesTheMessagesOwnProperties() {
    MessageProperties all =
        new MessageProperties(
            true, "t", "r", new byte[] {1}, List.of(new UserProperty("k", "v")));
    assertThat(hex(delivery(Qos.AT_MOST_ONCE, all, 0, false), 5))
        .contains("0101" + "03000174" + "08000172" + "09000101" + "2600016b000176");
  }

  @Test
  void writesAcknowledgementsAsShortAsTheyCanBe() {
    assertThat(hex(Ack.of(Ack.Type.PUBACK, 1), 4)).isEqualTo("40020001");
    assertThat(hex(Ack.of(Ack.Type.PUBACK, 1), 5)).isEqualTo("40020001");
    assertThat(hex(Ack.of(Ack.Type.PUBREL, 65_535), 5)).isEqualTo("6202ffff");
    assertThat(hex(Ack.of(Ack.Type.PUBREC, 1, ReasonCode.QUOTA_EXCEEDED), 5))
        .isEqualTo("5003000197");
    assertThat(hex(Ack.of(Ack.Type.PUBREC, 1, ReasonCode.QUOTA_EXCEEDED), 4)).isEqualTo("50020001");
    assertThat(hex(new Ack(Ack.Type.PUBCOMP, 1, ReasonCode.SUCCESS, WHY), 5))
        .isEqualTo("7011" + "0001" + "00" + "0d" + "1f0003776879" + "2600016b000176");
    assertThat(hex(new Ack(Ack.Type.PUBCOMP, 1, ReasonCode.SUCCESS, WHY), 3)).isEqualTo("70020001");
  }

  @Test
  void writesConnAckOfEachVersion() {
    ConnAck accepted = new ConnAck(true, ReasonCode.SUCCESS, ConnAckProperties.NONE);
    assertThat(hex(accepted, 3)).isEqualTo("20020000");
    assertThat(hex(accepted, 4)).isEqualTo("20020100");
    assertThat(hex(accepted, 5)).isEqualTo("2003010000");
    ConnAck refused = new ConnAck(true, ReasonCode.NOT_AUTHORIZED, ConnAckProperties.NONE);
    assertThat(hex(refused, 4)).as("[MQTT-3.2.2-6]").isEqualTo("20020005");
    assertThat(hex(refused, 5)).isEqualTo("2003008700");
    ConnAckProperties all =
        new ConnAckProperties(
            1, 2, Qos.AT_LEAST_ONCE, false, 3, "i", 4, WHY, false, false, 5, "r", "s", "m",
            new byte[] {9});
    assertThat(hex(new ConnAck(false, ReasonCode.SUCCESS, all), 5))
        .isEqualTo(
            "203f0000" + "3c" + "1100000001" + "210002" + "2401" + "2500" + "2700000003"
                + "12000169" + "220004" + "2800" + "2a00" + "130005" + "1a000172" + "1c000173"
                + "1500016d" + "16000109" + "1f0003776879" + "2600016b000176");
  }

  @Test
  void writesSubAckAndUnsubAckOfEachVersion() {
    List<ReasonCode> codes =
        List.of(ReasonCode.GRANTED_QOS_2, ReasonCode.NOT_AUTHORIZED, ReasonCode.SUCCESS);
    assertThat(hex(new SubAck(10, codes, Notice.NONE), 4)).isEqualTo("9005000a028000");
    assertThat(hex(new SubAck(10, codes, Notice.NONE), 5)).isEqualTo("9006000a00028700");
    List<ReasonCode> gone = List.of(ReasonCode.NO_SUBSCRIPTION_EXISTED);
    assertThat(hex(new UnsubAck(10, gone, Notice.NONE), 4)).isEqualTo("b002000a");
    assertThat(hex(new UnsubAck(10, gone, Notice.NONE), 5)).isEqualTo("b004000a0011");
  }

  @Test
  void writesWhatOnlyMqtt5HasToMqtt5Only() {
    Disconnect disconnect = Disconnect.because(ReasonCode.SERVER_SHUTTING_DOWN, null);
    assertThat(hex(disconnect, 5)).isEqualTo("e0018b");
    assertThat(hex(disconnect, 4)).isEmpty();
    assertThat(hex(Disconnect.because(ReasonCode.SUCCESS, null), 5)).isEqualTo("e000");
    Disconnect moved = new Disconnect(ReasonCode.SERVER_MOVED, 99, Notice.NONE, "s");
    assertThat(hex(moved, 5)).as("no expiry [MQTT-3.14.2-2]").isEqualTo("e0069d041c000173");
    Auth auth = new Auth(ReasonCode.CONTINUE_AUTHENTICATION, "m", new byte[] {9}, Notice.NONE);
    assertThat(hex(auth, 5)).isEqualTo("f00a18081500016d16000109");
    assertThat(hex(auth, 4)).isEmpty();
    assertThat(hex(Ping.RESPONSE, 4)).isEqualTo("d000");
  }

  @Test
  void leavesOutFirstUserPropertiesThenTheReasonWhereTheClientTakesLess() {
    Ack ack = new Ack(Ack.Type.PUBACK, 1, ReasonCode.QUOTA_EXCEEDED, WHY);
    assertThat(bounded(ack, 19)).hasSize(38);
    assertThat(bounded(ack, 18)).isEqualTo("400a0001" + "97" + "06" + "1f0003776879");
    assertThat(bounded(ack, 11)).isEqualTo("4003000197");
    assertThat(bounded(ack, 5)).isEqualTo("4003000197");
    assertThat(bounded(ack, 4)).isEqualTo("refused");
    SubAck subAck = new SubAck(1, List.of(ReasonCode.SUCCESS), WHY);
    assertThat(bounded(subAck, 10)).isEqualTo("900400010000");
    Disconnect disconnect = new Disconnect(ReasonCode.SERVER_BUSY, -1, WHY, null);
    assertThat(bounded(disconnect, 3)).isEqualTo("e00189");
    ConnAck connAck =
        new ConnAck(false, ReasonCode.SERVER_BUSY, ConnAckProperties.refusal(WHY));
    assertThat(bounded(connAck, 5)).isEqualTo("2003008900");
  }

  @Test
  void refusesADeliveryThatIsLargerThanTheClientTakes() {
    Delivery delivery = delivery(Qos.AT_LEAST_ONCE, MessageProperties.NONE, 0, false);
    int size = new PacketEncoder(5, -1).size(delivery);
    assertThat(bounded(delivery, size)).isNotEqualTo("refused");
    assertThat(bounded(delivery, size - 1)).isEqualTo("refused");
  }

  @Test
  void refusesWhatNoServerSendsAndWhatHasNoLengthPrefix() {
    PacketEncoder encoder = new PacketEncoder(5, -1);
    ByteBuf out = Unpooled.buffer();
    assertThatThrownBy(() -> encoder.write(Ping.REQUEST, out))
        .isInstanceOf(IllegalArgumentException.class);
    Disconnect wordy = Disconnect.because(ReasonCode.SERVER_BUSY, "x".repeat(65_536));
    assertThatThrownBy(() -> encoder.write(wordy, out))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(out.isReadable()).isFalse();
  }
}
