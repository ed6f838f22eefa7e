package io.dynamq.net;

import io.dynamq.codec.PacketDecoder;
import io.dynamq.packet.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * The bytes of one connection that are not decoded yet. It grows with what really arrives, not with
 * what a fixed header announces, and never beyond one packet of the largest size and one read.
 */
final class InboundBuffer {
  private final PacketDecoder decoder;
  private ByteBuf pending;
  private int lastPacketBytes;
  private boolean behindFirst;
  private int consumed;

  InboundBuffer(int maxPacketSize) {
    this(maxPacketSize, maxPacketSize);
  }

  /**
   * @param maxConnectSize the same for CONNECT, if that is less
   */
  InboundBuffer(int maxPacketSize, int maxConnectSize) {
    decoder = new PacketDecoder(maxPacketSize, maxConnectSize);
  }

  /** Takes over a buffer. */
  void append(ByteBuf in, ByteBufAllocator alloc) {
    pending =
        pending == null ? in : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(alloc, pending, in);
  }

  /** The next packet, or null if its bytes are not all here. */
  Inbound next() {
    if (pending == null) {
      return null;
    }
    int before = pending.readableBytes();
    Inbound inbound = decoder.decode(pending);
    consumed += before - pending.readableBytes();
    if (inbound != null) {
      lastPacketBytes = behindFirst ? consumed : 0;
      behindFirst = true;
      consumed = 0;
    }
    if (decoder.isEnded() || !pending.isReadable()) {
      release();
    }
    return inbound;
  }

  /** Bytes of the next packet, if it is a whole SUBSCRIBE or UNSUBSCRIBE of many filters; else 0. */
  int longRequest() {
    if (pending == null || pending.readableBytes() < LongRequests.LONG_BYTES) {
      return 0;
    }
    int before = pending.readableBytes();
    int bytes = decoder.filterBytes(pending);
    consumed += before - pending.readableBytes();
    return bytes < LongRequests.LONG_BYTES ? 0 : bytes;
  }

  /** True after the first packet. */
  boolean isBehindFirst() {
    return behindFirst;
  }

  /** Size of the packet that {@link #next} returned last, 0 if it was the first. */
  int lastPacketBytes() {
    return lastPacketBytes;
  }

  /** True if there will never be another packet. */
  boolean isEnded() {
    return decoder.isEnded();
  }

  /** Gives memory back between two reads. */
  void shrink() {
    if (pending != null) {
      pending.discardSomeReadBytes();
    }
  }

  void release() {
    if (pending != null) {
      pending.release();
      pending = null;
    }
  }
}
