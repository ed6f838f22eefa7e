package io.dynamq.net;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.ConnectionInput;
import io.dynamq.engine.Peer;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Inbound;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The inbound half of one connection: packets go to the engine one by one, and what the engine
 * answered to a batch of them leaves with one flush.
 *
 * <p>While reading is off nothing is handed over, not even packets that have already arrived; they
 * wait undecoded, also when the peer has finished its direction behind them.
 */
final class MqttHandler extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(MqttHandler.class);

  /** What a peer may say between its CONNECT and our acceptance of it. */
  private static final int EARLY_BYTES_MAX = 64 << 10;

  /** How long packets of a peer that has gone may wait to be read. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long a CONNECT may wait for its answer, beyond the time that the peer has to send it. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final ListenerSettings listener;
  private final LoopConnections loop;
  private final ConnectionAcceptor acceptor;
  private final long connectNanos;
  private final InboundBuffer buffer;

  private ChannelHandlerContext ctx;
  private NettyConnection connection;
  private ConnectionInput input;
  private boolean inBatch;
  private boolean wanted = true;
  private boolean established;
  private boolean gone;
  private int earlyBytes;
  private long acceptedAt;
  private long heardAt;

  MqttHandler(
      ListenerSettings listener, Zone zone, LoopConnections loop, ConnectionAcceptor acceptor) {
    this.listener = listener;
    this.loop = loop;
    this.acceptor = acceptor;
    this.connectNanos = TimeUnit.MILLISECONDS.toNanos(zone.limits().idleTimeoutMillis());
    this.buffer = new InboundBuffer(zone.limits().maxPacketSize());
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    ctx = context;
    acceptedAt = loop.nanos();
    heardAt = acceptedAt;
    Peer peer =
        new Peer(
            listener.id(),
            listener.zone(),
            (InetSocketAddress) ctx.channel().remoteAddress(),
            (InetSocketAddress) ctx.channel().localAddress());
    connection = new NettyConnection(ctx, loop, this, peer);
    loop.add(connection);
    input = acceptor.accept(connection);
    ctx.fireChannelActive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf in = (ByteBuf) message;
    heardAt = loop.nanos();
    loop.tally().count(Metric.BYTES_RECEIVED, in.readableBytes());
    if (!connection.isOpen() || buffer.isEnded()) {
      in.release();
      return;
    }
    buffer.append(in, context.alloc());
    inBatch = true;
    handOver();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    endBatch();
  }

  /** Gives whole packets to the engine until it has enough or there are no more. */
  private void handOver() {
    while (mayHandOver()) {
      Inbound inbound = buffer.next();
      if (inbound == null) {
        break;
      }
      if (!established) {
        earlyBytes += buffer.lastPacketBytes();
      }
      PacketCounts.received(inbound, loop.tally());
      input.received(inbound);
      adjustAutoRead();
    }
    boolean allHeard = mayHandOver() || buffer.isEnded() || !connection.isOpen();
    if (gone && allHeard) {
      connection.peerGone();
    }
  }

  private void endBatch() {
    inBatch = false;
    buffer.shrink();
    connection.flushNow();
    loop.tally().flush();
  }

  private boolean mayHandOver() {
    boolean early = !established && earlyBytes > EARLY_BYTES_MAX;
    return wanted && !early && !buffer.isEnded() && connection.isOpen();
  }

  /** Reads on, or not; a closing connection reads on in order to throw away. */
  private void adjustAutoRead() {
    ctx.channel().config().setAutoRead(mayHandOver() || !connection.isOpen());
  }

  /** Hands over what has waited; later, because the engine is in the middle of something. */
  private void resumeSoon() {
    adjustAutoRead();
    loop.loop().execute(this::resume);
  }

  private void resume() {
    if (!inBatch && connection.isOpen()) {
      inBatch = true;
      handOver();
      endBatch();
    }
  }

  void reading(boolean on) {
    if (wanted == on) {
      return;
    }
    wanted = on;
    // Silence is not the peer's fault while nobody listens.
    heardAt = loop.nanos();
    if (on) {
      resumeSoon();
    } else {
      adjustAutoRead();
    }
  }

  void established() {
    established = true;
    if (earlyBytes > EARLY_BYTES_MAX) {
      resumeSoon();
    }
  }

  /** From now on whatever arrives is thrown away. */
  void discard() {
    buffer.release();
    adjustAutoRead();
  }

  boolean isInBatch() {
    return inBatch;
  }

  ConnectionInput input() {
    return input;
  }

  /** True if the peer had its time to send a whole CONNECT and did not. */
  boolean isConnectOverdue(long now) {
    return !buffer.isBehindFirst() && now - acceptedAt > connectNanos;
  }

  /** True if authentication or the store has not decided on a CONNECT and never may. */
  boolean isAnswerOverdue(long now) {
    return !established && now - acceptedAt > connectNanos + ANSWER_NANOS;
  }

  /** How long nothing arrived, 0 while nobody listens. */
  long silentNanos(long now) {
    return wanted ? now - heardAt : 0;
  }

  /** True if the peer has finished its direction. */
  boolean isGone() {
    return gone;
  }

  /** True if the peer is gone and what it left has waited too long. */
  boolean isGoneTooLong(long now) {
    return gone && now - heardAt > GONE_NANOS;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      gone = true;
      handOver();
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    connection.channelWritable();
    context.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    buffer.release();
    connection.inactive();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof IOException) {
      String words = cause.getMessage();
      connection.abort(words == null ? cause.getClass().getSimpleName() : words);
      return;
    }
    loop.tally().count(Metric.BUGS);
    LOG.error("closing the connection from {}", connection.peer().remote(), cause);
    connection.abort("internal_error");
  }
}
