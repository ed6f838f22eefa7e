package io.dynamq.dynamodb.operation;

import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamodb.error.ApiException;
import io.dynamq.dynamodb.error.ErrorType;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers the tokens of transactions for ten minutes, so that one sent again is not done again.
 *
 * <p>The memory is lost when the process ends, and holds at most so many tokens. Any thread may call.
 */
final class RequestTokens {

  private static final long KEPT_MILLIS = 10 * 60 * 1000L;
  private static final int TOKENS_MAX = 10_000;

  private record Seen(int contentHash, long atMillis) {}

  private final Clock clock;
  private final Map<String, Seen> seen = new LinkedHashMap<>();

  RequestTokens(Clock clock) {
    this.clock = clock;
  }

  /** Whether the token was seen with this content; refuses it if the content was another. */
  synchronized boolean isRepeated(String token, JsonNode content) {
    Seen before = seen.get(token);
    if (before == null || clock.millis() - before.atMillis() > KEPT_MILLIS) {
      return false;
    }
    if (before.contentHash() != content.hashCode()) {
      throw new ApiException(
          ErrorType.IDEMPOTENT_PARAMETER_MISMATCH,
          "The request uses the same client token as a previous, but non-identical request.");
    }
    return true;
  }

  /** Notes that a transaction was done. */
  synchronized void remember(String token, JsonNode content) {
    seen.remove(token);
    seen.put(token, new Seen(content.hashCode(), clock.millis()));
    if (seen.size() > TOKENS_MAX) {
      seen.remove(seen.keySet().iterator().next());
    }
  }
}
