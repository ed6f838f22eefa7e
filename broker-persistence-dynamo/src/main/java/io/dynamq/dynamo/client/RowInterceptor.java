package io.dynamq.dynamo.client;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpResponse;

/**
 * Takes the rows out of the answers to requests that bring a {@link RowSink} before the SDK reads
 * them: its way, made for any shape of answer, is half of a start with many sessions. Signing,
 * timeouts, errors and metrics stay the SDK's.
 */
final class RowInterceptor implements ExecutionInterceptor {
  private static final String CHECKSUM = "x-amz-crc32";

  /** The checksum is of the whole answer, which the SDK will not see. */
  @Override
  public SdkHttpResponse modifyHttpResponse(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    SdkHttpResponse response = context.httpResponse();
    RowSink sink = attributes.getAttribute(RowSink.OF_REQUEST);
    Optional<String> checksum = response.firstMatchingHeader(CHECKSUM);
    if (sink == null || !isReadable(response) || checksum.isEmpty()) {
      return response;
    }
    sink.expect(Long.parseLong(checksum.get()));
    return response.toBuilder().removeHeader(CHECKSUM).build();
  }

  @Override
  public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
      Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
    RowSink sink = attributes.getAttribute(RowSink.OF_REQUEST);
    Optional<Publisher<ByteBuffer>> content = context.responsePublisher();
    return sink == null || !isReadable(context.httpResponse())
        ? content
        : content.map(body -> new WholeBody(body, sink::take));
  }

  private static boolean isReadable(SdkHttpResponse response) {
    return response.isSuccessful() && response.firstMatchingHeader("Content-Encoding").isEmpty();
  }
}
