package io.dynamq.store;

import io.dynamq.message.ClientId;

/**
 * The right to change one session's stored state. A higher epoch makes every lower one void.
 *
 * @param epoch counts the claims of this client id, from 1
 * @param node the name of the owning node
 */
public record Lease(ClientId client, long epoch, String node) {}
