package io.dynamq.session;

/** Counts since the connection began, and lengths now; for administration. */
public record SessionFigures(
    int inflight, int awaitingRelease, long queued, long delivered, long enqueued, long dropped) {}
