package io.dynamq.net;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Accepts so many connections in a second and leaves the others in the backlog meanwhile, so that
 * clients that all come at once are let in slowly and not sent away. In the server channel's pipeline.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
  private static final long SECOND_MILLIS = 1_000;

  private final int perSecond;
  private final Meters meters;
  private int accepted;
  private boolean counting;

  AcceptPace(int perSecond, Meters meters) {
    this.perSecond = perSecond;
    this.meters = meters;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object connection) {
    if (!counting) {
      counting = true;
      ctx.executor().schedule(() -> nextSecond(ctx), SECOND_MILLIS, TimeUnit.MILLISECONDS);
    }
    // Some more may come with the same read; the next second has so many less.
    if (++accepted == perSecond) {
      ctx.channel().config().setAutoRead(false);
      meters.count(Metric.CONNECTIONS_PACED);
    }
    ctx.fireChannelRead(connection);
  }

  private void nextSecond(ChannelHandlerContext ctx) {
    accepted = Math.max(0, accepted - perSecond);
    counting = accepted > 0;
    if (counting) {
      ctx.executor().schedule(() -> nextSecond(ctx), SECOND_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (accepted < perSecond) {
      ctx.channel().config().setAutoRead(true);
    }
  }
}
