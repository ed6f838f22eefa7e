package io.dynamq.net.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Takes the bytes out of frames and puts them in, without copying: packets may begin and end anywhere
 * in a frame [MQTT-6.0.0-2]. What leaves are binary frames [MQTT-6.0.0-1], one for each packet or
 * one for all that is written at once.
 */
public final class WebSocketFrames extends ChannelDuplexHandler {
  private static final int NO_STATUS = -1;

  private final boolean onePacketEach;
  private boolean ended;
  private boolean closeSent;
  private boolean closeReceived;
  private int peerStatus = NO_STATUS;

  /**
   * @param onePacketEach see {@link WebSocketSettings.Frames}; what is written then begins with a
   *     packet and ends with one
   */
  WebSocketFrames(boolean onePacketEach) {
    this.onePacketEach = onePacketEach;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof ByteBuf early) {
      // Behind the upgrade request and before our answer to it.
      ctx.pipeline().context(WebSocketUpgrade.ENCODER).fireChannelRead(early);
    } else if (ended || !(message instanceof WebSocketFrame frame)) {
      ReferenceCountUtil.release(message);
    } else {
      received(ctx, frame);
    }
  }

  private void received(ChannelHandlerContext ctx, WebSocketFrame frame) {
    if (frame instanceof BinaryWebSocketFrame || frame instanceof ContinuationWebSocketFrame) {
      ctx.fireChannelRead(frame.content());
    } else if (frame instanceof PingWebSocketFrame) {
      pong(ctx, frame);
    } else {
      boolean text = frame instanceof TextWebSocketFrame;
      if (frame instanceof CloseWebSocketFrame close) {
        closeReceived = true;
        peerStatus = close.statusCode();
      }
      frame.release();
      if (text) {
        fail(ctx, WebSocketCloseStatus.INVALID_MESSAGE_TYPE, "websocket_text_frame");
      } else if (closeReceived) {
        ended = true;
        ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      }
    }
  }

  /** A peer that does not take its answers gets no more of them. */
  private void pong(ChannelHandlerContext ctx, WebSocketFrame ping) {
    if (closeSent || !ctx.channel().isWritable()) {
      ping.release();
    } else {
      ctx.writeAndFlush(new PongWebSocketFrame(ping.content()), ctx.voidPromise());
    }
  }

  private void fail(ChannelHandlerContext ctx, WebSocketCloseStatus status, String words) {
    if (ended) {
      return;
    }
    ended = true;
    if (!closeSent) {
      closeSent = true;
      ctx.writeAndFlush(new CloseWebSocketFrame(status), ctx.voidPromise());
    }
    ctx.fireUserEventTriggered(new WebSocketFault(words));
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
      ctx.write(message, promise);
    } else if (closeSent) {
      bytes.release();
      ctx.write(Unpooled.EMPTY_BUFFER, promise);
    } else {
      if (onePacketEach) {
        writeAllButTheLast(ctx, bytes);
      }
      ctx.write(new BinaryWebSocketFrame(bytes), promise);
    }
  }

  private static void writeAllButTheLast(ChannelHandlerContext ctx, ByteBuf packets) {
    int length = packetLength(packets);
    while (length < packets.readableBytes()) {
      ByteBuf packet = packets.readRetainedSlice(length);
      ctx.write(new BinaryWebSocketFrame(packet), ctx.voidPromise());
      length = packetLength(packets);
    }
  }

  /** Bytes of the packet that begins here, fixed header included. */
  private static int packetLength(ByteBuf packets) {
    int at = packets.readerIndex();
    int body = 0;
    int shift = 0;
    int digit;
    do {
      digit = packets.getUnsignedByte(++at);
      body |= (digit & 0x7F) << shift;
      shift += 7;
    } while (digit >= 0x80);
    return at + 1 - packets.readerIndex() + body;
  }

  /** The close frame that ends our direction, or nothing if one has been sent. */
  public Object lastWords() {
    if (closeSent) {
      return Unpooled.EMPTY_BUFFER;
    }
    closeSent = true;
    if (!closeReceived) {
      return new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE);
    }
    return peerStatus == NO_STATUS
        ? new CloseWebSocketFrame()
        : new CloseWebSocketFrame(peerStatus, "");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      fail(ctx, corrupted.closeStatus(), "websocket_protocol_error");
    } else if (cause instanceof CodecException) {
      // Data that cannot be inflated, or that becomes too much.
      fail(ctx, WebSocketCloseStatus.INVALID_PAYLOAD_DATA, "websocket_compression_error");
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
