package io.dynamq.dynamodb.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32;

/** Builds HTTP responses with the headers that clients of DynamoDB look at. */
final class Responses {

  private static final String JSON = "application/x-amz-json-1.0";

  private Responses() {}

  static FullHttpResponse json(int status, byte[] body) {
    CRC32 crc = new CRC32();
    crc.update(body);
    FullHttpResponse response = response(HttpResponseStatus.valueOf(status), body, JSON);
    response.headers().set("x-amz-crc32", Long.toString(crc.getValue()));
    return response;
  }

  static FullHttpResponse text(HttpResponseStatus status, String text) {
    return response(status, text.getBytes(StandardCharsets.UTF_8), "text/plain");
  }

  private static FullHttpResponse response(
      HttpResponseStatus status, byte[] body, String contentType) {
    ByteBuf content = Unpooled.wrappedBuffer(body);
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length)
        .set("x-amzn-requestid", UUID.randomUUID().toString());
    return response;
  }
}
