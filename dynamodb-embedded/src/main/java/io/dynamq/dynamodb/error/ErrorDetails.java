package io.dynamq.dynamodb.error;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** What an error's body holds beside {@code __type} and {@code message}, such as the old item. */
@FunctionalInterface
public interface ErrorDetails {

  /** Nothing beside type and message. */
  ErrorDetails NONE = out -> {};

  /** Writes further fields into the open JSON object. */
  void write(JsonGenerator out) throws IOException;
}
