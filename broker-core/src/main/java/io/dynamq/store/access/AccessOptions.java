package io.dynamq.store.access;

/**
 * What is wanted of the tables.
 *
 * @param pool how to reach them; null for the first by name
 * @param users the table of users, null if nobody looks for users
 * @param rules the table of rules, null if nobody looks for rules
 * @param keepMillis for how long an answer is remembered
 * @param graceMillis for how much longer it counts while the store does not answer
 * @param size answers remembered at most, of each kind
 */
public record AccessOptions(
    String pool, String users, String rules, long keepMillis, long graceMillis, int size) {}
