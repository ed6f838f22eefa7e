package io.dynamq.net.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Which HTTP requests may become a WebSocket (RFC 6455, 4.2.1), and what the others are told. */
final class UpgradeRules {
  private static final String VERSION = "13";
  private static final int KEY_BYTES = 16;

  private final WebSocketSettings settings;

  UpgradeRules(WebSocketSettings settings) {
    this.settings = settings;
  }

  /** The answer to a request that cannot be accepted, else null. */
  FullHttpResponse refusal(HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      return refuse(status(request.decoderResult().cause()), "the request cannot be read");
    }
    int query = request.uri().indexOf('?');
    String path = query < 0 ? request.uri() : request.uri().substring(0, query);
    if (!path.equals(settings.path())) {
      return refuse(HttpResponseStatus.NOT_FOUND, "there is nothing here");
    }
    if (!request.method().equals(HttpMethod.GET)) {
      FullHttpResponse refusal =
          refuse(HttpResponseStatus.METHOD_NOT_ALLOWED, "a WebSocket is opened with GET");
      refusal.headers().set(HttpHeaderNames.ALLOW, HttpMethod.GET);
      return refusal;
    }
    FullHttpResponse refusal = noWebSocket(request);
    return refusal != null ? refusal : unwelcome(request.headers());
  }

  private static HttpResponseStatus status(Throwable cause) {
    if (cause instanceof TooLongHttpLineException) {
      return HttpResponseStatus.REQUEST_URI_TOO_LONG;
    }
    return cause instanceof TooLongHttpHeaderException || cause instanceof TooLongFrameException
        ? HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
        : HttpResponseStatus.BAD_REQUEST;
  }

  private static FullHttpResponse noWebSocket(HttpRequest request) {
    HttpHeaders headers = request.headers();
    boolean upgrade =
        headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
            && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
            && request.protocolVersion().compareTo(HttpVersion.HTTP_1_1) >= 0;
    if (!upgrade || !VERSION.equals(headers.get(HttpHeaderNames.SEC_WEBSOCKET_VERSION))) {
      FullHttpResponse refusal =
          refuse(
              HttpResponseStatus.UPGRADE_REQUIRED,
              "this is for MQTT over WebSocket, version " + VERSION);
      refusal
          .headers()
          .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
          .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, VERSION);
      return refusal;
    }
    if (HttpUtil.getContentLength(request, 0L) > 0 || HttpUtil.isTransferEncodingChunked(request)) {
      return refuse(HttpResponseStatus.BAD_REQUEST, "an upgrade request has no body");
    }
    if (!headers.contains(HttpHeaderNames.HOST)) {
      return refuse(HttpResponseStatus.BAD_REQUEST, "Host is missing");
    }
    return isKey(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY))
        ? null
        : refuse(HttpResponseStatus.BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes in Base64");
  }

  private static boolean isKey(String text) {
    try {
      return text != null && Base64.getDecoder().decode(text.strip()).length == KEY_BYTES;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private FullHttpResponse unwelcome(HttpHeaders headers) {
    if (!settings.origins().allow(headers.get(HttpHeaderNames.ORIGIN))) {
      return refuse(HttpResponseStatus.FORBIDDEN, "pages of this origin may not connect");
    }
    if (settings.subprotocolRequired() && subprotocol(headers) == null) {
      return refuse(
          HttpResponseStatus.BAD_REQUEST,
          "Sec-WebSocket-Protocol offers none of " + String.join(", ", settings.subprotocols()));
    }
    return null;
  }

  /** The one to speak: the most preferred of those offered, null if there is none. */
  String subprotocol(HttpHeaders headers) {
    List<String> offered = new ArrayList<>();
    for (String line : headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      for (String word : line.split(",")) {
        offered.add(word.strip());
      }
    }
    return settings.subprotocols().stream().filter(offered::contains).findFirst().orElse(null);
  }

  private static FullHttpResponse refuse(HttpResponseStatus status, String words) {
    ByteBuf body = Unpooled.copiedBuffer(words + "\n", StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    HttpUtil.setContentLength(response, body.readableBytes());
    return response;
  }
}
