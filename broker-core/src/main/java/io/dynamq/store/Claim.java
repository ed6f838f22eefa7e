package io.dynamq.store;

/**
 * The result of claiming a client id.
 *
 * @param lease the new owner's right, epoch one above the last
 * @param previous what was stored, null if there was no session
 */
public record Claim(Lease lease, StoredSession previous) {}
