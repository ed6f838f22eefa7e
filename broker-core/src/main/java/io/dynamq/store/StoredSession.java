package io.dynamq.store;

import io.dynamq.message.ClientId;
import io.dynamq.packet.Connect;

/**
 * A session as the store keeps it: everything but subscriptions and queue. Times are milliseconds
 * since the epoch, 0 = not yet.
 *
 * @param epoch of the last claim
 * @param node the last owner
 * @param connected whether a connection served it when this was written
 * @param protocolVersion 3, 4 or 5
 * @param username null if the client gave none
 * @param expirySeconds session expiry interval, 0xFFFFFFFF = never
 * @param will null if none is pending
 * @param zone whose limits hold for it, null if the row is older than this field
 */
public record StoredSession(
    ClientId client,
    long epoch,
    String node,
    boolean connected,
    int protocolVersion,
    String username,
    long createdAtMillis,
    long connectedAtMillis,
    long disconnectedAtMillis,
    long expirySeconds,
    StoredWill will,
    InflightSnapshot inflight,
    String zone) {

  /** Milliseconds since the epoch at which the session ends; Long.MAX_VALUE while connected. */
  public long expiresAtMillis() {
    return connected || expirySeconds == Connect.EXPIRY_NEVER
        ? Long.MAX_VALUE
        : disconnectedAtMillis + expirySeconds * 1_000;
  }

  /** The same under another owner. */
  public StoredSession ownedBy(String claimant, long newEpoch) {
    return new StoredSession(
        client, newEpoch, claimant, connected, protocolVersion, username, createdAtMillis,
        connectedAtMillis, disconnectedAtMillis, expirySeconds, will, inflight, zone);
  }

  /** The same after its connection has ended. */
  public StoredSession disconnectedAt(long millis) {
    return new StoredSession(
        client, epoch, node, false, protocolVersion, username, createdAtMillis,
        connectedAtMillis, millis, expirySeconds, will, inflight, zone);
  }

  /** The same after the process that served it has died, nobody knows when. */
  public StoredSession lostAt(long millis) {
    return disconnectedAt(millis).with(inflight.doubted());
  }

  /** The same when it is over: nobody can resume it, and its will is dealt with. */
  public StoredSession endedAt(long millis) {
    return new StoredSession(
        client, epoch, node, false, protocolVersion, username, createdAtMillis,
        connectedAtMillis, millis, 0, null, inflight, zone);
  }

  /** The same with other unfinished exchanges. */
  public StoredSession with(InflightSnapshot exchanges) {
    return new StoredSession(
        client, epoch, node, connected, protocolVersion, username, createdAtMillis,
        connectedAtMillis, disconnectedAtMillis, expirySeconds, will, exchanges, zone);
  }

  /** The same once its will is published. */
  public StoredSession withoutWill() {
    return new StoredSession(
        client, epoch, node, connected, protocolVersion, username, createdAtMillis,
        connectedAtMillis, disconnectedAtMillis, expirySeconds, null, inflight, zone);
  }
}
