package io.dynamq.store;

/**
 * One administrative action.
 *
 * @param who how the one that asked has proven himself
 * @param from address and port
 * @param command its fixed words
 * @param arguments and options, without passwords
 * @param status of HTTP, 200 if it was done
 */
public record AuditEntry(
    long atMillis, String who, String from, String command, String arguments, int status) {}
