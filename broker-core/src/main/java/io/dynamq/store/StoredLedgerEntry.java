package io.dynamq.store;

/**
 * An entry as the ledger has it.
 *
 * @param id names it within its receiver's entries, in letters, digits, dots and hyphens; ids of one
 *     receiver sort by time
 * @param complete whether payload and properties were kept, so that it can be delivered again
 * @param payloadBytes length of the payload that the message had
 * @param redelivered whether {@link LedgerStore#markRedelivered} was called for it
 */
public record StoredLedgerEntry(
    String id, LedgerEntry entry, boolean complete, int payloadBytes, boolean redelivered) {}
