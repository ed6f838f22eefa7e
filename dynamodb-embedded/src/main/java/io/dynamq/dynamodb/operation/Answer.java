package io.dynamq.dynamodb.operation;

/**
 * What becomes of a request.
 *
 * @param status the HTTP status
 * @param body the JSON to send
 * @param fate whether the answer is sent at all
 * @param delayNanos how long to hold it back
 */
public record Answer(int status, byte[] body, Fate fate, long delayNanos) {

  /** What happens to an answer. */
  public enum Fate {
    /** It is sent. */
    SEND,
    /** It is dropped and the connection closed. */
    RESET,
    /** It is dropped and the connection left open. */
    HANG
  }

  Answer delayed(long nanos) {
    return new Answer(status, body, fate, nanos);
  }

  static Answer without(Fate fate) {
    return new Answer(0, new byte[0], fate, 0);
  }
}
