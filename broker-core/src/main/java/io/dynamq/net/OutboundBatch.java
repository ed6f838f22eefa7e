package io.dynamq.net;

import io.dynamq.codec.PacketEncoder;
import io.dynamq.packet.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;

/**
 * Packets on their way out, gathered in few large buffers so that one flush is one system call.
 *
 * <p>Payloads are copied into the batch whatever their size: a wrapped heap array would be copied
 * into direct memory by the channel all the same.
 */
final class OutboundBatch {

  /** A batch this large goes to the channel, so that growing does not copy much. */
  private static final int CHUNK_BYTES = 32 << 10;

  private static final int FIRST_BYTES = 512;

  private final ChannelHandlerContext ctx;
  private ByteBuf batch;
  private boolean handedOver;

  OutboundBatch(ChannelHandlerContext ctx) {
    this.ctx = ctx;
  }

  /**
   * @return bytes written, 0 if the packet does not exist in the client's version, -1 if it is
   *     larger than the client takes
   */
  int add(Packet packet, PacketEncoder encoder) {
    if (batch == null) {
      batch = ctx.alloc().ioBuffer(FIRST_BYTES);
    }
    int before = batch.readableBytes();
    if (!encoder.write(packet, batch)) {
      return -1;
    }
    int written = batch.readableBytes() - before;
    if (batch.readableBytes() >= CHUNK_BYTES) {
      handOver();
    }
    return written;
  }

  /** Bytes that the channel does not know of yet. */
  int bytes() {
    return batch == null ? 0 : batch.readableBytes();
  }

  /** True if a flush would send something. */
  boolean isPending() {
    return handedOver || bytes() > 0;
  }

  void flush() {
    handOver();
    handedOver = false;
    ctx.flush();
  }

  /**
   * Sends everything that was handed over and some last words behind it; done when they have left.
   *
   * @param words what the handlers in front understand, or an empty buffer
   */
  ChannelFuture flushLast(Object words) {
    handedOver = false;
    return ctx.writeAndFlush(words);
  }

  void release() {
    if (batch != null) {
      batch.release();
      batch = null;
    }
  }

  /** Gives everything to the channel, which does not send it yet. */
  void handOver() {
    if (bytes() == 0) {
      release();
      return;
    }
    ctx.write(batch, ctx.voidPromise());
    batch = null;
    handedOver = true;
  }
}
