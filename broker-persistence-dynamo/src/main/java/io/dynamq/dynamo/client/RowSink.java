package io.dynamq.dynamo.client;

import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import software.amazon.awssdk.core.exception.Crc32MismatchException;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * Where the rows of one answer to Scan or Query go past the SDK, see {@link RowInterceptor}. A client
 * without that interceptor leaves them in its response, where they are found just so.
 */
public final class RowSink {
  static final ExecutionAttribute<RowSink> OF_REQUEST = new ExecutionAttribute<>("dynamq.rows");

  private Long checksum;
  private volatile List<Map<String, AttributeValue>> rows;

  /** The request, once, so that its rows come here. */
  public ScanRequest on(ScanRequest request) {
    return request.toBuilder()
        .overrideConfiguration(o -> o.putExecutionAttribute(OF_REQUEST, this))
        .build();
  }

  /** The request, once, so that its rows come here. */
  public QueryRequest on(QueryRequest request) {
    return request.toBuilder()
        .overrideConfiguration(o -> o.putExecutionAttribute(OF_REQUEST, this))
        .build();
  }

  /** The rows of the request's answer, once: an idle connection remembers its last request. */
  public List<Map<String, AttributeValue>> rows(ScanResponse answer) {
    List<Map<String, AttributeValue>> found = rows;
    rows = null;
    return found == null ? answer.items() : found;
  }

  /** The same. */
  public List<Map<String, AttributeValue>> rows(QueryResponse answer) {
    List<Map<String, AttributeValue>> found = rows;
    rows = null;
    return found == null ? answer.items() : found;
  }

  /** The CRC-32 that the body is going to have. */
  void expect(long crc32) {
    checksum = crc32;
  }

  /**
   * Takes the rows.
   *
   * @return the body without them
   * @throws Crc32MismatchException if it is not what was sent
   */
  byte[] take(byte[] body) {
    CRC32 actual = new CRC32();
    actual.update(body);
    if (checksum != null && checksum != actual.getValue()) {
      throw Crc32MismatchException.builder()
          .message("the answer's CRC-32 is %d, not %d".formatted(actual.getValue(), checksum))
          .build();
    }
    RowParser.Answer answer = RowParser.parse(body);
    rows = answer.rows();
    return answer.rest();
  }
}
