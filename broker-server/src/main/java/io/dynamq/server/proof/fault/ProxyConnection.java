package io.dynamq.server.proof.fault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * One connection of the broker: a request is read, perhaps struck, carried out by the store, its
 * answer perhaps struck, then the next is read. All on one loop.
 */
final class ProxyConnection extends SimpleChannelInboundHandler<FullHttpRequest> {
  private static final long LATENCY_MILLIS = 300;
  private static final int CONNECT_MILLIS = 2_000;
  private static final String BATCH_WRITE = "BatchWriteItem";
  private static final String TYPE = "com.amazonaws.dynamodb.v20120810#";

  private final FaultProxy proxy;
  private ChannelHandlerContext broker;
  private Channel store;
  private ObjectNode left;

  ProxyConnection(FaultProxy proxy) {
    this.proxy = proxy;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    broker = ctx;
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (store != null) {
      store.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request)
      throws IOException {
    String operation = operation(request);
    proxy.counts().count(operation);
    StoreFault fault = proxy.fault();
    left = null;
    if (fault == StoreFault.BLACKHOLE) {
      return;
    }
    boolean tooLate = fault == StoreFault.REFUSAL;
    if (tooLate || fault == StoreFault.RESETS && proxy.strikes(fault)) {
      ctx.close();
    } else if (fault == StoreFault.THROTTLING && proxy.strikes(fault)) {
      answer(
          HttpResponseStatus.BAD_REQUEST,
          error("ProvisionedThroughputExceededException", "Throttled by the proof."));
    } else if (fault == StoreFault.ERRORS && proxy.strikes(fault)) {
      answer(
          HttpResponseStatus.INTERNAL_SERVER_ERROR,
          error("InternalServerError", "An internal error by the proof."));
    } else if (fault == StoreFault.UNPROCESSED && operation.equals(BATCH_WRITE)) {
      Batches.Split split =
          proxy.batches().split(ByteBufUtil.getBytes(request.content()), fault.share());
      left = split.left();
      if (split.forward() == null) {
        answer(HttpResponseStatus.OK, proxy.batches().nothingDone(left));
      } else {
        forward(copy(request, split.forward()));
      }
    } else {
      forward(copy(request, ByteBufUtil.getBytes(request.content())));
    }
  }

  private static String operation(FullHttpRequest request) {
    String target = request.headers().get("X-Amz-Target", "other");
    return target.substring(target.indexOf('.') + 1);
  }

  private static FullHttpRequest copy(FullHttpRequest request, byte[] body) {
    FullHttpRequest copy =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1, request.method(), request.uri(), Unpooled.wrappedBuffer(body));
    copy.headers().set(request.headers()).set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    copy.headers().remove(HttpHeaderNames.TRANSFER_ENCODING).remove(HttpHeaderNames.EXPECT);
    return copy;
  }

  private void forward(FullHttpRequest request) {
    if (store != null && store.isActive()) {
      store.writeAndFlush(request);
      return;
    }
    ChannelFuture connecting =
        new Bootstrap()
            .group(broker.channel().eventLoop())
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel opened) {
                    opened
                        .pipeline()
                        .addLast(
                            new HttpClientCodec(),
                            new HttpObjectAggregator(FaultProxy.BODY_MAX),
                            new Answers());
                  }
                })
            .connect(proxy.store());
    store = connecting.channel();
    connecting.addListener(
        done -> {
          if (done.isSuccess()) {
            store.writeAndFlush(request);
          } else {
            request.release();
            broker.close();
          }
        });
  }

  /** What the store answers. */
  private final class Answers extends SimpleChannelInboundHandler<FullHttpResponse> {

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response)
        throws IOException {
      byte[] body = ByteBufUtil.getBytes(response.content());
      boolean whole = left == null || !response.status().equals(HttpResponseStatus.OK);
      answered(response.status(), whole ? body : proxy.batches().join(body, left));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      broker.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private void answered(HttpResponseStatus status, byte[] body) {
    StoreFault fault = proxy.fault();
    if (fault == StoreFault.AMBIGUOUS && proxy.strikes(fault)) {
      broker.close();
    } else if (fault == StoreFault.LATENCY) {
      broker
          .executor()
          .schedule(() -> answer(status, body), LATENCY_MILLIS, TimeUnit.MILLISECONDS);
    } else if (fault != StoreFault.BLACKHOLE) {
      answer(status, body);
    }
  }

  private void answer(HttpResponseStatus status, byte[] body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
    CRC32 sum = new CRC32();
    sum.update(body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "application/x-amz-json-1.0")
        .set("x-amz-crc32", sum.getValue())
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    broker.writeAndFlush(response);
  }

  private static byte[] error(String type, String message) {
    return ("{\"__type\":\"" + TYPE + type + "\",\"message\":\"" + message + "\"}")
        .getBytes(StandardCharsets.UTF_8);
  }
}
