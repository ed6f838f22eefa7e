package io.dynamq.session;

/**
 * Counts since the connection began, and lengths now; for administration.
 *
 * @param maxInflight how many deliveries may be unacknowledged
 */
public record SessionFigures(
    int inflight,
    int maxInflight,
    int awaitingRelease,
    long queued,
    long delivered,
    long enqueued,
    long dropped) {}
