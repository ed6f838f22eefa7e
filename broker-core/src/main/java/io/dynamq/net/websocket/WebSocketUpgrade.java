package io.dynamq.net.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Waits for the HTTP request that opens a WebSocket, answers it, and makes room for the frames. A
 * request that is none gets an HTTP error and the connection is closed.
 */
public final class WebSocketUpgrade extends ChannelInboundHandlerAdapter {
  /** The name that Netty gives the handler in front of the frame decoder. */
  static final String ENCODER = "wsencoder";

  private static final int LINE_BYTES = 4 << 10;
  private static final int HEADER_BYTES = 8 << 10;
  private static final int BODY_BYTES = 1 << 10;
  private static final int COMPRESSION_LEVEL = 6;

  /** What happens next. */
  public interface Outcome {
    /**
     * A request was accepted; puts its handlers at the end of the pipeline.
     *
     * @param headers of the request
     */
    void upgraded(HttpHeaders headers);

    /** A request was refused; the answer is on its way and the connection ends behind it. */
    void refused();
  }

  private final UpgradeRules rules;
  private final WebSocketSettings settings;
  private final int maxFrameBytes;
  private final Outcome outcome;
  private boolean answered;

  private WebSocketUpgrade(WebSocketSettings settings, int maxPacketBytes, Outcome outcome) {
    this.rules = new UpgradeRules(settings);
    this.settings = settings;
    this.maxFrameBytes = settings.largest(maxPacketBytes);
    this.outcome = outcome;
  }

  /**
   * Puts everything that WebSocket needs at the end of a pipeline.
   *
   * @param maxPacketBytes largest packet behind the frames
   */
  public static void install(
      ChannelPipeline pipeline, WebSocketSettings settings, int maxPacketBytes, Outcome outcome) {
    WebSocketUpgrade upgrade = new WebSocketUpgrade(settings, maxPacketBytes, outcome);
    HttpDecoderConfig limits =
        new HttpDecoderConfig()
            .setMaxInitialLineLength(LINE_BYTES)
            .setMaxHeaderSize(HEADER_BYTES)
            .setMaxChunkSize(BODY_BYTES);
    pipeline.addLast(new HttpServerCodec(limits));
    if (settings.frames().compress()) {
      // Frames wait compressed while reading is off, so that little input cannot become much memory.
      pipeline.addLast(new FlowControlHandler());
      pipeline.addLast(new WebSocketServerExtensionHandler(upgrade.deflate()));
    }
    pipeline.addLast(upgrade);
  }

  private PerMessageDeflateServerExtensionHandshaker deflate() {
    return new PerMessageDeflateServerExtensionHandshaker(
        COMPRESSION_LEVEL,
        true,
        PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE,
        true,
        true,
        maxFrameBytes);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof HttpObject)) {
      // What came behind the request, while the decoders change.
      ctx.fireChannelRead(message);
      return;
    }
    try {
      if (message instanceof HttpRequest request && !answered) {
        answered = true;
        answer(ctx, request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void answer(ChannelHandlerContext ctx, HttpRequest request) {
    FullHttpResponse refusal = rules.refusal(request);
    if (refusal != null) {
      outcome.refused();
      ctx.writeAndFlush(refusal).addListener(ChannelFutureListener.CLOSE);
    } else {
      upgrade(ctx, request.headers(), request.uri());
    }
  }

  private void upgrade(ChannelHandlerContext ctx, HttpHeaders headers, String uri) {
    WebSocketDecoderConfig frames =
        WebSocketDecoderConfig.newBuilder()
            .maxFramePayloadLength(maxFrameBytes)
            .allowExtensions(settings.frames().compress())
            .closeOnProtocolViolation(false)
            .withUTF8Validator(false)
            .build();
    HttpHeaders answer = new DefaultHttpHeaders();
    String subprotocol = rules.subprotocol(headers);
    if (subprotocol != null) {
      answer.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, subprotocol);
    }
    DefaultFullHttpRequest request =
        new DefaultFullHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.GET,
            uri,
            Unpooled.EMPTY_BUFFER,
            headers,
            EmptyHttpHeaders.INSTANCE);
    ctx.pipeline().addLast(new WebSocketFrames(settings.frames().onePacketEach()));
    outcome.upgraded(headers);
    new WebSocketServerHandshaker13(null, null, frames)
        .handshake(ctx, request, answer, ctx.newPromise())
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
    ctx.pipeline().remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent && !answered) {
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  /** What is no HTTP comes as a request that failed; this is the end of the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
