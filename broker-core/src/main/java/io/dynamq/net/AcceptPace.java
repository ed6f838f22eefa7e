package io.dynamq.net;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.time.Time;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Accepts so many connections in a second and leaves the others in the backlog meanwhile, so that
 * clients that all come at once are let in slowly and not sent away; fewer if other listeners have
 * accepted what all may together, and none at all while it is told to hold. In the server channel's pipeline.
 */
final class AcceptPace extends ChannelInboundHandlerAdapter {
  private static final long SECOND_MILLIS = 1_000;

  private final int perSecond;
  private final Meters meters;
  private final Together together;
  private int accepted;
  private boolean counting;
  private boolean held;
  private boolean owing;
  private ChannelHandlerContext server;

  /**
   * What all listeners may accept.
   *
   * @param bucket null = any number
   */
  record Together(SharedPace.Bucket bucket, Time time) {}

  /**
   * @param perSecond 0 = no bound
   */
  AcceptPace(int perSecond, Meters meters, Together together) {
    this.together = together;
    this.perSecond = perSecond == 0 ? Integer.MAX_VALUE : perSecond;
    this.meters = meters;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    server = ctx;
  }

  /** On the server channel's loop. */
  void hold(boolean on) {
    held = on;
    apply(server);
  }

  private void apply(ChannelHandlerContext ctx) {
    ctx.channel().config().setAutoRead(!held && !owing && accepted < perSecond);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object connection) {
    if (!counting) {
      counting = true;
      ctx.executor().schedule(() -> nextSecond(ctx), SECOND_MILLIS, TimeUnit.MILLISECONDS);
    }
    // Some more may come with the same read; the next second has so many less.
    if (++accepted == perSecond) {
      apply(ctx);
      meters.count(Metric.CONNECTIONS_PACED);
    }
    if (together.bucket() != null) {
      takeTogether(ctx);
    }
    ctx.fireChannelRead(connection);
  }

  private void takeTogether(ChannelHandlerContext ctx) {
    long now = together.time().nanos();
    together.bucket().take(1, now);
    long debt = together.bucket().debtNanos(now);
    if (debt > 0 && !owing) {
      owing = true;
      apply(ctx);
      meters.count(Metric.CONNECTIONS_PACED);
      ctx.executor().schedule(() -> goOn(ctx), debt, TimeUnit.NANOSECONDS);
    }
  }

  private void goOn(ChannelHandlerContext ctx) {
    owing = false;
    apply(ctx);
  }

  private void nextSecond(ChannelHandlerContext ctx) {
    accepted = Math.max(0, accepted - perSecond);
    counting = accepted > 0;
    if (counting) {
      ctx.executor().schedule(() -> nextSecond(ctx), SECOND_MILLIS, TimeUnit.MILLISECONDS);
    }
    apply(ctx);
  }
}
