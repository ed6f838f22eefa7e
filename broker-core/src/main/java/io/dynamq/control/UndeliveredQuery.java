package io.dynamq.control;

/**
 * Which entries of the ledger.
 *
 * @param receiver a client id, or the filter of a shared subscription; null for all
 * @param topicFilter null for all topics
 * @param reason as in {@code delivery.dropped.<reason>}; null for all
 * @param sinceMillis none that are older
 * @param after {@link UndeliveredView#cursor} of the last entry of the answer before; null to begin
 * @param limit at most so many; fewer if they are large, but one if there is any
 */
public record UndeliveredQuery(
    String receiver,
    String topicFilter,
    String reason,
    long sinceMillis,
    String after,
    int limit) {

  /** What follows that. */
  public UndeliveredQuery after(String cursor, int rest) {
    return new UndeliveredQuery(receiver, topicFilter, reason, sinceMillis, cursor, rest);
  }
}
