package io.dynamq.dynamo.backend;

/**
 * {@code offline_opts} of a fetching rule.
 *
 * @param maxReturnedCount most messages sent for one subscribe, oldest first
 * @param timeRangeSeconds greatest age of a message
 */
record OfflineOptions(int maxReturnedCount, long timeRangeSeconds) {
  /** No limit. */
  static final OfflineOptions NONE = new OfflineOptions(Integer.MAX_VALUE, Long.MAX_VALUE);

  /** Whether a message that arrived then is young enough now. */
  boolean includes(long arrivedSeconds, long nowSeconds) {
    return timeRangeSeconds == Long.MAX_VALUE || nowSeconds - arrivedSeconds <= timeRangeSeconds;
  }
}
