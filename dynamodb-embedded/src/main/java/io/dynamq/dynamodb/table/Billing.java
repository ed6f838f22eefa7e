package io.dynamq.dynamodb.table;

/** How a table is paid for. Units are zero on demand; they are reported but never enforced. */
public record Billing(boolean onDemand, long readUnits, long writeUnits) {}
