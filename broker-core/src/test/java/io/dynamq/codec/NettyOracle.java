package io.dynamq.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.util.ReferenceCountUtil;

/** Netty's own MQTT decoder, which has read the same bytes of many clients for years. */
final class NettyOracle {
  private NettyOracle() {}

  /**
   * What Netty makes of a packet; null if it wants more bytes. The caller releases it.
   *
   * @param version 3, 4 or 5 for a packet behind CONNECT, 0 for a first one
   */
  static MqttMessage read(ByteBuf packet, int version) {
    EmbeddedChannel channel = new EmbeddedChannel(new MqttDecoder(1 << 20));
    if (version > 0) {
      channel.writeInbound(PacketCorpus.connect(version));
      ReferenceCountUtil.release(channel.readInbound());
    }
    channel.writeInbound(Unpooled.copiedBuffer(packet));
    MqttMessage message = channel.readInbound();
    channel.finishAndReleaseAll();
    return message;
  }

  static boolean accepts(PacketCorpus.Case packet) {
    int version = packet.version().equals("first") ? 0 : Integer.parseInt(packet.version());
    MqttMessage message = read(packet.buffer(), version);
    boolean accepted = message != null && message.decoderResult().isSuccess();
    ReferenceCountUtil.release(message);
    return accepted;
  }
}
