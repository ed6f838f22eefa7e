package io.dynamq.dynamodb.http;

import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import io.dynamq.dynamodb.operation.Answer;
import io.dynamq.dynamodb.operation.Dispatcher;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's connection: requests wait in line and are carried out one at a time.
 *
 * <p>So answers keep the order of a client that sends several requests at once. While a request is
 * under way no more are read, which bounds the line. All fields belong to the event loop.
 */
final class Connection extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final Dispatcher dispatcher;
  private final Workers workers;
  private final FaultControl control;
  private final Deque<Exchange> waiting = new ArrayDeque<>();
  private boolean busy;
  private boolean hanging;

  /** A connection; the control is null when faults can't be switched over HTTP. */
  Connection(Dispatcher dispatcher, Workers workers, FaultControl control) {
    this.dispatcher = dispatcher;
    this.workers = workers;
    this.control = control;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    if (hanging) {
      return;
    }
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    if (!request.decoderResult().isSuccess()) {
      send(ctx, Responses.text(HttpResponseStatus.BAD_REQUEST, "not an HTTP request"), false);
    } else if (control != null && request.uri().equals(FaultControl.PATH)) {
      byte[] body = ByteBufUtil.getBytes(request.content());
      send(ctx, control.handle(request.method(), body), keepAlive);
    } else if (request.method().equals(HttpMethod.GET)) {
      send(ctx, Responses.text(HttpResponseStatus.OK, "healthy: dynamodb.local"), keepAlive);
    } else if (!request.method().equals(HttpMethod.POST)) {
      send(ctx, Responses.text(HttpResponseStatus.NOT_FOUND, "unknown"), keepAlive);
    } else {
      waiting.add(
          new Exchange(
              request.headers().get("X-Amz-Target"),
              request.headers().contains(HttpHeaderNames.AUTHORIZATION),
              keepAlive,
              ByteBufUtil.getBytes(request.content())));
      next(ctx);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      LOG.debug("connection {} lost", ctx.channel(), cause);
    } else {
      LOG.warn("closing connection {}", ctx.channel(), cause);
    }
    ctx.close();
  }

  private void next(ChannelHandlerContext ctx) {
    if (busy || waiting.isEmpty()) {
      ctx.channel().config().setAutoRead(!busy);
      return;
    }
    busy = true;
    ctx.channel().config().setAutoRead(false);
    Exchange exchange = waiting.remove();
    try {
      workers.execute(
          () -> {
            Answer answer = answer(exchange);
            ctx.executor()
                .schedule(
                    () -> finish(ctx, exchange, answer), answer.delayNanos(), TimeUnit.NANOSECONDS);
          });
    } catch (RejectedExecutionException e) {
      ApiException refusal = new ApiException(ErrorType.INTERNAL, "The server is overloaded");
      finish(ctx, exchange, dispatcher.refusal(refusal));
    }
  }

  private Answer answer(Exchange exchange) {
    if (!exchange.signed()) {
      return dispatcher.refusal(
          new ApiException(ErrorType.MISSING_TOKEN, "Missing Authentication Token"));
    }
    return dispatcher.handle(exchange.target(), exchange.body());
  }

  private void finish(ChannelHandlerContext ctx, Exchange exchange, Answer answer) {
    switch (answer.fate()) {
      case SEND -> {
        send(ctx, Responses.json(answer.status(), answer.body()), exchange.keepAlive());
        busy = false;
        next(ctx);
      }
      case RESET -> ctx.close();
      case HANG -> {
        hanging = true;
        // Reading goes on, or the client's closing would never be noticed.
        ctx.channel().config().setAutoRead(true);
      }
    }
  }

  private static void send(ChannelHandlerContext ctx, FullHttpResponse response, boolean keepAlive) {
    HttpUtil.setKeepAlive(response, keepAlive);
    var sent = ctx.writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }
}
