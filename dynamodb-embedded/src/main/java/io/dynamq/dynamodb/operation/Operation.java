package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** One operation of the API. Called from several threads at once. */
@FunctionalInterface
interface Operation {

  /**
   * Carries a request out and writes the fields of the answer.
   *
   * @throws io.dynamq.dynamodb.error.ApiException to refuse it; what was written is dropped
   */
  void run(Request request, JsonGenerator out) throws IOException;
}
