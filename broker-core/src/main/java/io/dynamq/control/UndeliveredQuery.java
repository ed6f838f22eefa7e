package io.dynamq.control;

/**
 * Which entries of the ledger.
 *
 * @param receiver a client id, or the filter of a shared subscription; null for all
 * @param topicFilter null for all topics
 * @param reason as in {@code delivery.dropped.<reason>}; null for all
 * @param sinceMillis none that are older
 * @param limit at most so many
 */
public record UndeliveredQuery(
    String receiver, String topicFilter, String reason, long sinceMillis, int limit) {}
