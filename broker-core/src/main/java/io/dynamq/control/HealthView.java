package io.dynamq.control;

/**
 * How the broker is.
 *
 * @param up false while it is degraded: it serves, but the store is away or its bound is reached
 * @param reason one line, empty while it is up
 * @param sinceMillis when that began, milliseconds since the epoch
 */
public record HealthView(boolean up, String reason, long sinceMillis) {}
