package io.dynamq.store;

/** Where a message is that goes on to another queue. */
public record Origin(Lease lease, Position position) {}
