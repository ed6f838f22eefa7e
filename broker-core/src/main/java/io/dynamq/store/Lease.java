package io.dynamq.store;

import io.dynamq.message.ClientId;

/**
 * The right to change one session's stored state. A higher epoch makes every lower one void.
 *
 * @param epoch one higher with each claim of this client id, and never the same again, not even
 *     after the session was deleted. So that nothing need be kept of the deleted, a store may start
 *     a new row from the clock's seconds instead of 1; what it starts from fits 32 bits until 2106
 * @param node the name of the owning node
 */
public record Lease(ClientId client, long epoch, String node) {}
