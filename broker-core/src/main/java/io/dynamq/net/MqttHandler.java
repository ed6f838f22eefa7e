package io.dynamq.net;

import io.dynamq.engine.ConnectionAcceptor;
import io.dynamq.engine.ConnectionInput;
import io.dynamq.engine.Peer;
import io.dynamq.engine.Zone;
import io.dynamq.message.LogField;
import io.dynamq.net.websocket.WebSocketFault;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Inbound;
import io.dynamq.packet.Publish;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
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
final class MqttHandler extends ChannelInboundHandlerAdapter implements LongRequests.Waiter {
  private static final Logger LOG = LoggerFactory.getLogger(MqttHandler.class);

  /** What a peer may say between its CONNECT and our acceptance of it. */
  private static final int EARLY_BYTES_MAX = 64 << 10;

  /** How long packets of a peer that has gone may wait to be read. */
  private static final long GONE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long a CONNECT may wait for its answer, beyond the time that the peer has to send it. */
  private static final long ANSWER_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** The loop looks twice a second, and may have much else to do. */
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Peer peer;
  private final long sendMillis;
  private final LoopConnections loop;
  private final ConnectionAcceptor acceptor;
  private final long connectNanos;
  private final InboundBuffer buffer;
  // Null if the client may be as fast as it likes.
  private final InboundPace pace;

  private ChannelHandlerContext ctx;
  private NettyConnection connection;
  private ConnectionInput input;
  private boolean inBatch;
  private boolean wanted = true;
  private boolean established;
  private boolean gone;
  private boolean paused;
  private boolean itsTurn;
  private int earlyBytes;
  private final long acceptedAt;
  private long heardAt;

  /**
   * For a channel that is ready for MQTT.
   *
   * @param acceptedAt on the loop's clock, from when the peer's time for CONNECT runs
   */
  MqttHandler(Peer peer, Doorway door, Zone zone, LoopConnections loop, long acceptedAt) {
    this.peer = peer;
    this.sendMillis = door.listener().socket().sendMillis();
    this.loop = loop;
    this.acceptor = door.acceptor();
    this.acceptedAt = acceptedAt;
    this.heardAt = acceptedAt;
    this.connectNanos = TimeUnit.MILLISECONDS.toNanos(zone.limits().idleTimeoutMillis());
    this.buffer = new InboundBuffer(zone.limits().maxPacketSize(), zone.limits().maxConnectSize());
    this.pace = InboundPace.of(zone.limits().paces(), door.paces(), acceptedAt);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
    connection = new NettyConnection(ctx, loop, this, peer, sendMillis);
    loop.add(connection);
    input = acceptor.accept(connection);
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
    if (pace != null) {
      pace.bytes(in.readableBytes(), heardAt);
      pauseIfTooFast();
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
    while (mayHandOver() && !queuesUp()) {
      Inbound inbound = buffer.next();
      itsTurn = false;
      if (inbound == null) {
        break;
      }
      if (!established) {
        earlyBytes += buffer.lastPacketBytes();
      }
      PacketCounts.received(inbound, loop.tally());
      input.received(inbound);
      if (pace != null && inbound instanceof Publish) {
        pace.message(loop.nanos());
        pauseIfTooFast();
      }
      readNoMore();
    }
    boolean allHeard = mayHandOver() || buffer.isEnded() || !connection.isOpen();
    if (gone && allHeard) {
      connection.peerGone();
    }
  }

  /** Whether the next packet has so many filters that it has to wait for others. */
  private boolean queuesUp() {
    int bytes = itsTurn ? 0 : buffer.longRequest();
    if (bytes == 0 || loop.longRequests().enter(this, bytes, loop.nanos())) {
      return false;
    }
    halt();
    return true;
  }

  @Override
  public boolean isThere() {
    return connection.isOpen() && !buffer.isEnded();
  }

  @Override
  public void itsTurn() {
    itsTurn = true;
    goOn();
  }

  private void endBatch() {
    inBatch = false;
    buffer.shrink();
    connection.flushNow();
    loop.tally().flush();
  }

  private boolean mayHandOver() {
    boolean early = !established && earlyBytes > EARLY_BYTES_MAX;
    return wanted && !paused && !early && !buffer.isEnded() && connection.isOpen();
  }

  /** Stops reading if nothing more may be handed over. */
  private void readNoMore() {
    if (!mayHandOver() && connection.isOpen()) {
      ctx.channel().config().setAutoRead(false);
    }
  }

  /**
   * Reads on and hands over what has waited; later, because the engine is in the middle of something
   * and a handler in front may have whole messages to give at once.
   */
  private void resumeSoon() {
    loop.loop().execute(this::resume);
  }

  private void resume() {
    // A closing connection reads on in order to throw away.
    ctx.channel().config().setAutoRead(mayHandOver() || !connection.isOpen());
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
      readNoMore();
    }
  }

  /** What more it sends waits in its own buffers, and in the network's. */
  private void pauseIfTooFast() {
    long pause = pace.pauseNanos(loop.nanos());
    if (pause > 0 && !paused && connection.isOpen()) {
      pause(pause);
    }
  }

  private void pause(long nanos) {
    halt();
    loop.loop().schedule(this::goOn, nanos, TimeUnit.NANOSECONDS);
  }

  private void halt() {
    paused = true;
    loop.tally().count(Metric.CONNECTIONS_SLOWED);
    ctx.channel().config().setAutoRead(false);
  }

  private void goOn() {
    paused = false;
    heardAt = loop.nanos();
    resume();
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
    resumeSoon();
  }

  boolean isInBatch() {
    return inBatch;
  }

  ConnectionInput input() {
    return input;
  }

  /** True if the peer had its time to send a whole CONNECT and did not. */
  boolean isConnectOverdue(long now) {
    // Rather a little early than late.
    long early = Math.min(LOOK_NANOS, connectNanos / 10);
    return !buffer.isBehindFirst() && now - acceptedAt > connectNanos - early;
  }

  /** True if authentication or the store has not decided on a CONNECT and never may. */
  boolean isAnswerOverdue(long now) {
    return !established && now - acceptedAt > connectNanos + ANSWER_NANOS;
  }

  /** How long nothing arrived, 0 while nobody listens. */
  long silentNanos(long now) {
    return wanted && !paused ? now - heardAt : 0;
  }

  /** True if the peer has finished its direction. */
  boolean isGone() {
    return gone;
  }

  /** True if the peer is gone and what it left has waited too long. */
  boolean isGoneTooLong(long now) {
    return gone && !paused && now - heardAt > GONE_NANOS;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent || isTlsEnd(event)) {
      gone = true;
      handOver();
    } else if (event instanceof WebSocketFault fault) {
      connection.fail(fault.words());
    }
    context.fireUserEventTriggered(event);
  }

  /** The peer's close_notify; the answer to ours is not waited for, but the end of its direction. */
  private boolean isTlsEnd(Object event) {
    return event instanceof SslCloseCompletionEvent end && end.isSuccess() && connection.isOpen();
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
    if (cause instanceof IOException || cause instanceof DecoderException) {
      String words = cause.getMessage();
      connection.abort(words == null ? cause.getClass().getSimpleName() : words);
      return;
    }
    loop.tally().count(Metric.BUGS);
    LOG.error("closing the connection from {}", LogField.peer(connection.peer().remote()), cause);
    connection.abort("internal_error");
  }
}
