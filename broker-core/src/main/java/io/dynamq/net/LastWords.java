package io.dynamq.net;

import io.dynamq.net.websocket.WebSocketFrames;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/** How each layer ends our direction: a close frame, a close_notify, then the socket's own end. */
final class LastWords {
  private LastWords() {}

  /** Sends what is pending and the close frame, if there are frames; done when it has left. */
  static ChannelFuture say(ChannelHandlerContext ctx, OutboundBatch out) {
    // Before the close frame is made: nothing may follow it.
    out.handOver();
    WebSocketFrames frames = ctx.pipeline().get(WebSocketFrames.class);
    return out.flushLast(frames == null ? Unpooled.EMPTY_BUFFER : frames.lastWords());
  }

  /**
   * Shuts our direction; the peer may go on speaking.
   *
   * @param then runs when it is done or cannot be done
   */
  static void shut(ChannelHandlerContext ctx, DuplexChannel channel, Runnable then) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    if (tls == null) {
      channel.shutdownOutput().addListener(done -> then.run());
    } else {
      tls.closeOutbound()
          .addListener(
              notified -> channel.shutdownOutput().addListener(done -> then.run()));
    }
  }
}
