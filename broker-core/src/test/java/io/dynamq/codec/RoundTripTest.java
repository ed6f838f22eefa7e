package io.dynamq.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Connect;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Notice;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Subscribe;
import io.dynamq.packet.Unsubscribe;
import io.dynamq.topic.TopicName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageBuilders;
import io.netty.handler.codec.mqtt.MqttMessageBuilders.ConnectBuilder;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttVersion;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes in comes out: our encoder to our decoder, and Netty's encoder to our decoder. */
class RoundTripTest {
  private static final int ROUNDS = 2_000;
  private static final int V5 = 5;

  /** A PUBLISH and the four acknowledgements have one form in both directions. */
  @ParameterizedTest(name = "version {0}")
  @ValueSource(ints = {3, 4, V5})
  void readsDeliveriesAsTheyWereWritten(int version) {
    PacketDecoder decoder = decoder(version);
    PacketEncoder encoder = new PacketEncoder(version, -1);
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      Delivery delivery = delivery(random, version);
      ByteBuf wire = Unpooled.buffer();
      assertThat(encoder.write(delivery, wire)).isTrue();
      assertThat(wire.readableBytes()).as("seed %d", seed).isEqualTo(encoder.size(delivery));
      Inbound read = decoder.decode(wire);
      assertThat(PacketText.of(read)).as("seed %d", seed).isEqualTo(PacketText.of(twin(delivery)));
    }
  }

  @ParameterizedTest(name = "version {0}")
  @ValueSource(ints = {3, 4, V5})
  void readsAcknowledgementsAsTheyWereWritten(int version) {
    PacketDecoder decoder = decoder(version);
    PacketEncoder encoder = new PacketEncoder(version, -1);
    for (int seed = 0; seed < ROUNDS; seed++) {
      RandomValues random = new RandomValues(seed);
      Ack.Type type = Ack.Type.values()[random.below(4)];
      boolean receipt = type == Ack.Type.PUBACK || type == Ack.Type.PUBREC;
      ReasonCode bad =
          receipt ? ReasonCode.NOT_AUTHORIZED : ReasonCode.PACKET_IDENTIFIER_NOT_FOUND;
      ReasonCode code = version == V5 && random.flag() ? bad : ReasonCode.SUCCESS;
      Notice notice =
          version == V5
              ? new Notice(random.textOrNull(), random.userProperties())
              : Notice.NONE;
      Ack ack = new Ack(type, random.packetId(), code, notice);
      ByteBuf wire = Unpooled.buffer();
      encoder.write(ack, wire);
      assertThat(decoder.decode(wire)).as("seed %d", seed).isEqualTo(ack);
    }
  }

  @ParameterizedTest(name = "version {0}")
  @ValueSource(ints = {3, 4, V5})
  void readsNettysConnect(int version) {
    for (int seed = 0; seed < ROUNDS / 4; seed++) {
      RandomValues random = new RandomValues(seed);
      String clientId = random.text().substring(0, 1);
      String username = random.textOrNull();
      byte[] password = username != null && random.flag() ? random.bytes(40) : null;
      ConnectBuilder builder =
          MqttMessageBuilders.connect()
              .protocolVersion(MqttVersion.values()[version - 3])
              .clientId(clientId)
              .cleanSession(random.flag())
              .keepAlive(random.below(65_536))
              .hasUser(username != null)
              .username(username)
              .hasPassword(password != null)
              .password(password);
      Connect read = (Connect) new PacketDecoder(1 << 20).decode(encode(builder.build(), version));
      assertThat(read.version()).isEqualTo(version);
      assertThat(read.clientId()).as("seed %d", seed).isEqualTo(clientId);
      assertThat(read.username()).as("seed %d", seed).isEqualTo(username);
      assertThat(read.password()).as("seed %d", seed).isEqualTo(password);
      assertThat(read.will()).isNull();
      assertThat(read.options()).isEqualTo(Connect.Options.MQTT3);
    }
  }

  @ParameterizedTest(name = "version {0}")
  @ValueSource(ints = {3, 4, V5})
  void readsNettysSubscribeAndUnsubscribe(int version) {
    PacketDecoder decoder = decoder(version);
    for (int seed = 0; seed < ROUNDS / 4; seed++) {
      RandomValues random = new RandomValues(seed);
      int packetId = random.packetId();
      String filter = random.text() + "/#";
      int qos = random.below(3);
      MqttMessage subscribe =
          MqttMessageBuilders.subscribe()
              .messageId(packetId)
              .addSubscription(MqttQoS.valueOf(qos), filter)
              .addSubscription(MqttQoS.AT_MOST_ONCE, "+")
              .properties(MqttProperties.NO_PROPERTIES)
              .build();
      Subscribe read = (Subscribe) decoder.decode(encode(subscribe, version));
      assertThat(read.packetId()).isEqualTo(packetId);
      assertThat(read.entries())
          .as("seed %d", seed)
          .containsExactly(new Subscribe.Entry(filter, qos), new Subscribe.Entry("+", 0));
      MqttMessage unsubscribe =
          MqttMessageBuilders.unsubscribe().messageId(packetId).addTopicFilter(filter).build();
      Unsubscribe gone = (Unsubscribe) decoder.decode(encode(unsubscribe, version));
      assertThat(gone.filters()).as("seed %d", seed).containsExactly(filter);
    }
  }

  private static PacketDecoder decoder(int version) {
    PacketDecoder decoder = new PacketDecoder(1 << 20);
    decoder.decode(PacketCorpus.connect(version));
    return decoder;
  }

  /** Netty's encoder learns the version from a CONNECT that passes it. */
  private static ByteBuf encode(MqttMessage message, int version) {
    EmbeddedChannel channel = new EmbeddedChannel(MqttEncoder.INSTANCE);
    channel.writeOutbound(
        MqttMessageBuilders.connect()
            .protocolVersion(MqttVersion.values()[version - 3])
            .clientId("c")
            .build());
    ByteBuf connect = channel.readOutbound();
    connect.release();
    channel.writeOutbound(message);
    ByteBuf pooled = channel.readOutbound();
    ByteBuf wire = Unpooled.copiedBuffer(pooled);
    pooled.release();
    return wire;
  }

  private static Delivery delivery(RandomValues random, int version) {
    Qos qos = Qos.of(random.below(3));
    boolean mqtt5 = version == V5;
    Message message =
        new Message(
            new MessageId(1, 1),
            TopicName.of(random.text()),
            qos,
            false,
            random.bytes(random.below(20) == 0 ? 40_000 : 100),
            mqtt5 ? random.messageProperties() : MessageProperties.NONE,
            "p",
            1,
            Message.NEVER);
    int alias = mqtt5 && random.flag() ? 1 + random.below(65_535) : 0;
    return new Delivery(
        message,
        qos.isAcknowledged() ? random.packetId() : 0,
        qos,
        random.flag(),
        qos.isAcknowledged() && random.flag(),
        Delivery.NO_IDENTIFIERS,
        alias,
        alias > 0 && random.flag(),
        mqtt5 && random.flag() ? random.u32() : -1);
  }

  private static Publish twin(Delivery delivery) {
    Message message = delivery.message();
    return new Publish(
        delivery.dup(),
        delivery.qos(),
        delivery.retain(),
        delivery.topicOmitted() ? null : message.topic(),
        delivery.packetId(),
        delivery.topicAlias(),
        delivery.expirySeconds(),
        message.properties(),
        message.payload());
  }
}
