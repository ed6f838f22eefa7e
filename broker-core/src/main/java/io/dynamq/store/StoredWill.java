package io.dynamq.store;

import io.dynamq.message.Message;

/**
 * A will that waits.
 *
 * @param message as it will be published; its id and arrival are set anew then
 * @param delaySeconds after the connection ends
 * @param messageExpirySeconds counted from publication, -1 if none
 */
public record StoredWill(Message message, long delaySeconds, long messageExpirySeconds) {}
