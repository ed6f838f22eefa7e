package io.dynamq.bench;

import io.dynamq.codec.PacketDecoder;
import io.dynamq.codec.PacketEncoder;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Inbound;
import io.dynamq.topic.TopicName;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** PUBLISH of 64 bytes at QoS 1, from bytes and to bytes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PublishCodecBench {
  private static final int MAX_PACKET = 1 << 20;

  private final PacketDecoder decoder = new PacketDecoder(MAX_PACKET);
  private final PacketEncoder encoder = new PacketEncoder(4, -1);
  private final ByteBuf out = Unpooled.directBuffer(256);
  private ByteBuf publish;
  private Delivery delivery;

  /** Brings the decoder behind CONNECT. */
  @Setup
  public void connect() {
    byte[] hello = "\0\4MQTT\4\2\0\74\0\1c".getBytes(StandardCharsets.ISO_8859_1);
    ByteBuf connect = Unpooled.buffer().writeByte(0x10).writeByte(hello.length).writeBytes(hello);
    decoder.decode(connect);
    byte[] topic = "device/4711/state".getBytes(StandardCharsets.US_ASCII);
    publish = Unpooled.directBuffer(256);
    publish.writeByte(0x32).writeByte(2 + topic.length + 2 + 64).writeShort(topic.length);
    publish.writeBytes(topic).writeShort(1).writeZero(64);
    Message message =
        new Message(
            MessageId.of(1, 1, 1, 0),
            TopicName.of("device/4711/state"),
            Qos.AT_LEAST_ONCE,
            false,
            new byte[64],
            MessageProperties.NONE,
            "c",
            1,
            Message.NEVER);
    delivery =
        new Delivery(
            message,
            1,
            Qos.AT_LEAST_ONCE,
            false,
            false,
            Delivery.NO_IDENTIFIERS,
            0,
            false,
            -1);
  }

  /** Bytes to packet, payload copied once. */
  @Benchmark
  public Inbound decode() {
    publish.readerIndex(0);
    return decoder.decode(publish);
  }

  /** Packet to bytes. */
  @Benchmark
  public ByteBuf encode() {
    out.clear();
    encoder.write(delivery, out);
    return out;
  }
}
