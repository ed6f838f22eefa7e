package io.dynamq.server.proof.fault;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP proxy before a DynamoDB endpoint that counts requests and does one fault at a time. Without
 * a fault it changes nothing. Each connection of the broker has one of its own to the store, so order
 * on a connection is kept. Any thread may call.
 */
public final class FaultProxy implements AutoCloseable {
  static final int BODY_MAX = 32 << 20;
  private static final int BACKLOG = 512;
  private static final int REBINDS = 200;

  private final EventLoopGroup loops;
  private final InetSocketAddress store;
  private final StoreCounts counts = new StoreCounts();
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Random random;
  private final Batches batches;
  private final InetSocketAddress address;
  private volatile StoreFault fault;
  private Channel listener;

  private FaultProxy(
      EventLoopGroup loops, InetSocketAddress listen, InetSocketAddress store, long seed)
      throws IOException {
    this.loops = loops;
    this.store = store;
    random = new Random(seed);
    batches = new Batches(seed);
    listener = bind(listen);
    address = (InetSocketAddress) listener.localAddress();
  }

  /**
   * Starts to listen.
   *
   * @param port 0 for a free one
   * @param seed of the chance by which requests are struck
   */
  public static FaultProxy start(
      EventLoopGroup loops, int port, InetSocketAddress store, long seed) throws IOException {
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return new FaultProxy(loops, listen, store, seed);
  }

  /** After a refusal the loop's selector may hold the closed listener's port a moment longer. */
  private Channel bind(InetSocketAddress at) throws IOException {
    ChannelFuture bound = tryToBind(at);
    for (int i = 0; i < REBINDS && bound.cause() instanceof BindException; i++) {
      loops.next().schedule(() -> {}, 10, TimeUnit.MILLISECONDS).awaitUninterruptibly();
      bound = tryToBind(at);
    }
    if (!bound.isSuccess()) {
      throw new IOException("the fault proxy cannot listen at " + at, bound.cause());
    }
    return bound.channel();
  }

  private ChannelFuture tryToBind(InetSocketAddress at) {
    return new ServerBootstrap()
        .group(loops)
        .channel(NioServerSocketChannel.class)
        .option(ChannelOption.SO_BACKLOG, BACKLOG)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel opened) {
                connections.add(opened);
                opened
                    .pipeline()
                    .addLast(
                        new HttpServerCodec(),
                        new HttpObjectAggregator(BODY_MAX),
                        new ProxyConnection(FaultProxy.this));
              }
            })
        .bind(at)
        .awaitUninterruptibly();
  }

  /** What the broker takes for its DynamoDB. */
  public String endpoint() {
    return "http://" + address.getHostString() + ":" + address.getPort();
  }

  /** What went through, and what was struck, by operation. */
  public StoreCounts counts() {
    return counts;
  }

  /** Begins a fault, or ends it with null. */
  public synchronized void set(StoreFault next) throws IOException {
    boolean wasRefusing = fault == StoreFault.REFUSAL;
    boolean wasHanging = fault == StoreFault.BLACKHOLE;
    fault = next;
    if (next == StoreFault.REFUSAL && !wasRefusing) {
      listener.close().awaitUninterruptibly();
      connections.close();
    } else if (wasRefusing && next != StoreFault.REFUSAL) {
      listener = bind(address);
    }
    if (wasHanging && next != StoreFault.BLACKHOLE) {
      // Whoever waits in the hole would wait for ever.
      connections.close();
    }
  }

  StoreFault fault() {
    return fault;
  }

  InetSocketAddress store() {
    return store;
  }

  Batches batches() {
    return batches;
  }

  synchronized boolean strikes(StoreFault kind) {
    return random.nextDouble() < kind.share();
  }

  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    connections.close().awaitUninterruptibly();
  }
}
