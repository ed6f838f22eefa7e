package io.dynamq.control;

/**
 * One client as administration shows it; times are milliseconds since the epoch.
 *
 * @param username null if none
 * @param peername {@code address:port}, empty if offline; the same holds for keep alive and counters
 * @param disconnectedAt 0 while connected
 * @param maxInflight how many deliveries may be unacknowledged
 * @param mqueueLen messages queued behind the window
 * @param authenticatedBy what let it in, empty if offline
 */
public record ClientView(
    String clientId,
    String username,
    String peername,
    boolean cleanStart,
    int keepalive,
    long sessionExpiryInterval,
    int subscriptions,
    int inflight,
    int maxInflight,
    int awaitingRel,
    long deliveredMsgs,
    long enqueuedMsgs,
    long droppedMsgs,
    boolean connected,
    long createdAt,
    long connectedAt,
    long disconnectedAt,
    int protocolVersion,
    long mqueueLen,
    String listener,
    String authenticatedBy) {}
