package io.dynamq.net;

import io.dynamq.codec.PacketEncoder;
import io.dynamq.engine.Connection;
import io.dynamq.engine.ConnectionInput;
import io.dynamq.engine.Dialect;
import io.dynamq.engine.Peer;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Packet;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The outbound half and the life of one connection; {@link MqttHandler} is the inbound half.
 *
 * <p>Closing has three steps, so that the last packet reaches a peer that is still sending: what is
 * written is flushed, then our direction is shut, then what still arrives is thrown away until the
 * peer closes too. A close with unread input would make the kernel send a reset, and a reset makes
 * the peer's kernel discard what it has not read yet. The engine hears of the end after step two.
 */
final class NettyConnection implements Connection, LoopMember {
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int VERSION_BEFORE_CONNECT = 4;

  private static final String CLOSED_BY_US = "closed";
  private static final String CLOSED_BY_PEER = "tcp_closed";

  private enum Phase {
    OPEN,
    FLUSHING,
    LINGERING,
    CLOSED
  }

  private final ChannelHandlerContext ctx;
  private final LoopConnections loop;
  private final MqttHandler handler;
  private final Peer peer;
  private final OutboundBatch out;
  private final SendWatch watch;

  private Phase phase = Phase.OPEN;
  private PacketEncoder encoder = new PacketEncoder(VERSION_BEFORE_CONNECT, -1);
  private long keepAliveNanos;
  private boolean keepAliveExpired;
  private long forceCloseAt;
  private boolean toldUnwritable;
  private boolean writableComing;
  private boolean endReported;
  private String reason;
  private int place;

  NettyConnection(
      ChannelHandlerContext ctx,
      LoopConnections loop,
      MqttHandler handler,
      Peer peer,
      long sendMillis) {
    this.ctx = ctx;
    this.loop = loop;
    this.handler = handler;
    this.peer = peer;
    this.out = new OutboundBatch(ctx);
    this.watch = sendMillis > 0 ? new SendWatch(ctx.channel(), sendMillis) : null;
  }

  @Override
  public Executor loop() {
    return loop.loop();
  }

  @Override
  public Peer peer() {
    return peer;
  }

  @Override
  public void speaks(Dialect dialect) {
    encoder =
        new PacketEncoder(
            dialect.version(), dialect.maximumPacketSize(), dialect.problemInformation());
  }

  @Override
  public void established(Dialect dialect, long keepAliveMillis) {
    speaks(dialect);
    keepAliveNanos = TimeUnit.MILLISECONDS.toNanos(keepAliveMillis);
    handler.established();
  }

  @Override
  public boolean send(Packet packet) {
    if (phase != Phase.OPEN) {
      return true;
    }
    int bytes = out.add(packet, encoder);
    if (bytes > 0) {
      loop.tally().count(Metric.BYTES_SENT, bytes);
      PacketCounts.sent(packet, loop.tally());
    }
    return bytes >= 0;
  }

  @Override
  public boolean fits(Packet packet) {
    if (phase != Phase.OPEN || encoder.isUnbounded()) {
      return true;
    }
    ByteBuf scratch = ctx.alloc().heapBuffer();
    try {
      return encoder.write(packet, scratch);
    } finally {
      scratch.release();
    }
  }

  /** Within a batch of received packets nothing leaves; the end of the batch flushes once. */
  @Override
  public void flush() {
    if (!handler.isInBatch()) {
      flushNow();
    }
  }

  /** Sends what is pending, if anything. */
  void flushNow() {
    if (phase == Phase.OPEN && out.isPending()) {
      out.flush();
      loop.tally().flush();
    }
    channelWritable();
  }

  @Override
  public boolean isWritable() {
    boolean writable = out.bytes() < ctx.channel().bytesBeforeUnwritable();
    toldUnwritable |= !writable;
    return writable;
  }

  /** Tells the engine, if it was refused before; never from within one of the engine's calls. */
  void channelWritable() {
    if (toldUnwritable && !writableComing && ctx.channel().isWritable()) {
      writableComing = true;
      loop.loop().execute(this::tellWritable);
    }
  }

  private void tellWritable() {
    writableComing = false;
    if (phase == Phase.OPEN && isWritable()) {
      toldUnwritable = false;
      input().writable();
    }
  }

  @Override
  public void reading(boolean on) {
    if (phase == Phase.OPEN) {
      handler.reading(on);
    }
  }

  @Override
  public void close() {
    if (phase != Phase.OPEN) {
      return;
    }
    phase = Phase.FLUSHING;
    forceCloseAt = loop.nanos() + FLUSH_NANOS;
    handler.discard();
    LastWords.say(ctx, out).addListener(this::flushed);
  }

  private void flushed(Future<? super Void> done) {
    Channel channel = ctx.channel();
    boolean nothingToWaitFor = !done.isSuccess() || handler.isGone() || phase != Phase.FLUSHING;
    if (nothingToWaitFor || !(channel instanceof DuplexChannel duplex)) {
      channel.close();
      return;
    }
    phase = Phase.LINGERING;
    forceCloseAt = loop.nanos() + LINGER_NANOS;
    LastWords.shut(ctx, duplex, () -> loop.loop().execute(this::reportOurEnd));
  }

  /** Closes at once, without a word to the peer. */
  void abort(String why) {
    // A close of ours makes unsent packets fail; that is not why it ended.
    if (reason == null && phase == Phase.OPEN) {
      reason = why;
    }
    cutOff();
  }

  /** The peer broke the rules of a layer below, which has already answered. */
  void fail(String why) {
    if (phase == Phase.OPEN) {
      reason = why;
      close();
    }
  }

  /** Past all layers, which would wait for their own last words to be taken. */
  private void cutOff() {
    ctx.pipeline().firstContext().close();
  }

  /** The peer has finished its direction and everything it said has been heard. */
  void peerGone() {
    if (phase == Phase.OPEN) {
      reason = CLOSED_BY_PEER;
      close();
    } else if (phase == Phase.LINGERING) {
      ctx.close();
    }
  }

  /** The channel is gone. */
  void inactive() {
    boolean ours = phase == Phase.FLUSHING || phase == Phase.LINGERING;
    phase = Phase.CLOSED;
    out.release();
    loop.remove(this);
    if (reason == null) {
      reason = ours ? CLOSED_BY_US : CLOSED_BY_PEER;
    }
    reportEnd(reason);
    loop.tally().flush();
  }

  private void reportOurEnd() {
    reportEnd(reason == null ? CLOSED_BY_US : reason);
  }

  private void reportEnd(String why) {
    if (!endReported) {
      endReported = true;
      input().closed(why);
    }
  }

  @Override
  public void tick(long now) {
    switch (phase) {
      case OPEN -> tickOpen(now);
      case FLUSHING, LINGERING -> {
        if (now - forceCloseAt >= 0) {
          cutOff();
        }
      }
      default -> {
        // Gone; it leaves the list with its channel.
      }
    }
  }

  private void tickOpen(long now) {
    if (handler.isConnectOverdue(now)) {
      abort("idle_timeout");
    } else if (handler.isAnswerOverdue(now)) {
      abort("connect_timeout");
    } else if (handler.isGoneTooLong(now)) {
      abort(CLOSED_BY_PEER);
    } else if (watch != null && watch.isStuck(now)) {
      loop.tally().count(Metric.CONNECTIONS_SEND_TIMEOUT);
      abort("send_timeout");
    } else if (keepAliveNanos > 0 && !keepAliveExpired && handler.silentNanos(now) > keepAliveNanos) {
      keepAliveExpired = true;
      input().keepAliveExpired();
    }
  }

  boolean isOpen() {
    return phase == Phase.OPEN;
  }

  @Override
  public String listener() {
    return peer.listener();
  }

  @Override
  public int place() {
    return place;
  }

  @Override
  public void placeAt(int index) {
    place = index;
  }

  private ConnectionInput input() {
    return handler.input();
  }
}
