package io.dynamq.dynamo.backend;

import io.dynamq.message.Message;

/**
 * A message as a table holds it.
 *
 * @param storedId the id as written; ids of older EMQX releases do not decode, so the message then
 *     carries a stand-in
 * @param ttlSeconds end of its life by {@code expired_time} or message expiry, {@link
 *     Long#MAX_VALUE} for none; DynamoDB deletes later than this
 */
record StoredMessage(String storedId, Message message, long ttlSeconds) {

  boolean isExpired(long nowMillis) {
    return message.isExpired(nowMillis) || ttlSeconds <= nowMillis / 1_000;
  }
}
