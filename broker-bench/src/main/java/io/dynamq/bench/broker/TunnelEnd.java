package io.dynamq.bench.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;

/** What one side of a tunnel says goes to the other, which is not read from faster than this takes it. */
final class TunnelEnd extends ChannelInboundHandlerAdapter {
  private final Channel other;
  private final Layer layer;
  private final boolean near;

  /**
   * @param near whether this is the side of plain TCP
   */
  TunnelEnd(Channel other, Layer layer, boolean near) {
    this.other = other;
    this.layer = layer;
    this.near = near;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!near && layer == Layer.NONE) {
      open();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    boolean encrypted = event instanceof SslHandshakeCompletionEvent end && end.isSuccess();
    if (encrypted || event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      open();
    }
  }

  private void open() {
    other.config().setAutoRead(true);
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof WebSocketFrame frame) {
      other.write(frame.content(), other.voidPromise());
    } else if (message instanceof ByteBuf bytes) {
      boolean framed = near && layer == Layer.WEB_SOCKET;
      other.write(framed ? new BinaryWebSocketFrame(bytes) : bytes, other.voidPromise());
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    other.flush();
    context.channel().config().setAutoRead(other.isWritable());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    other.config().setAutoRead(context.channel().isWritable());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    other.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
