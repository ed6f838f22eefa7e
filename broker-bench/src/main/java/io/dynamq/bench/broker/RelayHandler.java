package io.dynamq.bench.broker;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;

/** One connection of the relay. Nothing is checked: it is for a load generator that is known. */
final class RelayHandler extends ChannelInboundHandlerAdapter {
  private static final int FIRST_BYTES = 512;
  private static final int CONNECT = 1;
  private static final int PUBLISH = 3;
  private static final int PUBREC = 5;
  private static final int PUBREL = 6;
  private static final int SUBSCRIBE = 8;
  private static final int UNSUBSCRIBE = 10;
  private static final int PINGREQ = 12;
  private static final int DISCONNECT = 14;

  private final RelayRoutes routes;
  private ChannelHandlerContext ctx;
  private ByteBuf pending;
  private ByteBuf out;
  private int lastIdentifier;

  RelayHandler(RelayRoutes routes) {
    this.routes = routes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    pending =
        pending == null
            ? in
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), pending, in);
    while (packet(pending)) {
      // Until what is left is not a whole one.
    }
    if (!pending.isReadable()) {
      pending.release();
      pending = null;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    routes.flush();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    routes.forget(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }

  private boolean packet(ByteBuf in) {
    int start = in.readerIndex();
    int end = start + 1;
    int length = 0;
    for (int shift = 0; ; shift += 7) {
      if (end >= in.writerIndex()) {
        return false;
      }
      int part = in.getByte(end++);
      length |= (part & 0x7f) << shift;
      if (part >= 0) {
        break;
      }
    }
    if (in.writerIndex() < end + length) {
      return false;
    }
    in.readerIndex(end);
    received(in.getUnsignedByte(start), in, end + length);
    in.readerIndex(end + length);
    return true;
  }

  private void received(int first, ByteBuf in, int end) {
    switch (first >> 4) {
      case CONNECT -> out().writeInt(0x20020000);
      case PUBLISH -> published(first >> 1 & 3, in, end);
      case PUBREC -> answer(0x62, in.readUnsignedShort());
      case PUBREL -> answer(0x70, in.readUnsignedShort());
      case SUBSCRIBE -> subscribed(in, end);
      case UNSUBSCRIBE -> answer(0xb0, in.readUnsignedShort());
      case PINGREQ -> out().writeShort(0xd000);
      case DISCONNECT -> ctx.close();
      default -> {
        // PUBACK and PUBCOMP: nothing was kept.
      }
    }
  }

  private void published(int qos, ByteBuf in, int end) {
    int topicBytes = in.readUnsignedShort();
    String topic = in.readCharSequence(topicBytes, StandardCharsets.ISO_8859_1).toString();
    if (qos > 0) {
      answer(qos == 1 ? 0x40 : 0x50, in.readUnsignedShort());
    }
    byte[] body = ByteBufUtil.getBytes(in, in.readerIndex(), end - in.readerIndex());
    routes.publish(topic, qos, body);
  }

  private void subscribed(ByteBuf in, int end) {
    int identifier = in.readUnsignedShort();
    ByteBuf codes = ctx.alloc().buffer();
    while (in.readerIndex() < end) {
      int bytes = in.readUnsignedShort();
      String filter = in.readCharSequence(bytes, StandardCharsets.ISO_8859_1).toString();
      int qos = in.readByte() & 3;
      routes.subscribe(filter, qos, this);
      codes.writeByte(qos);
    }
    ByteBuf to = out();
    to.writeByte(0x90);
    writeLength(to, 2 + codes.readableBytes());
    to.writeShort(identifier);
    to.writeBytes(codes);
    codes.release();
  }

  void deliver(String topic, int qos, byte[] body) {
    ByteBuf to = out();
    to.writeByte(PUBLISH << 4 | qos << 1);
    writeLength(to, 2 + topic.length() + (qos > 0 ? 2 : 0) + body.length);
    to.writeShort(topic.length());
    to.writeCharSequence(topic, StandardCharsets.ISO_8859_1);
    if (qos > 0) {
      lastIdentifier = lastIdentifier == 0xffff ? 1 : lastIdentifier + 1;
      to.writeShort(lastIdentifier);
    }
    to.writeBytes(body);
  }

  private void answer(int first, int identifier) {
    out().writeByte(first).writeByte(2).writeShort(identifier);
  }

  private static void writeLength(ByteBuf to, int length) {
    int rest = length;
    for (; rest > 0x7f; rest >>>= 7) {
      to.writeByte(rest & 0x7f | 0x80);
    }
    to.writeByte(rest);
  }

  private ByteBuf out() {
    if (out == null) {
      out = ctx.alloc().ioBuffer(FIRST_BYTES);
      routes.touch(this);
    }
    return out;
  }

  void flush() {
    ByteBuf batch = out;
    out = null;
    ctx.writeAndFlush(batch, ctx.voidPromise());
  }
}
