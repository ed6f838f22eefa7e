package io.dynamq.hook;

import io.dynamq.message.ClientId;

/**
 * What hooks learn of a client.
 *
 * @param username null if the client gave none
 * @param peerAddress numeric address without port, such as {@code 127.0.0.1}; {@code unix} on a Unix
 *     domain socket
 * @param peerPort 0 on a Unix domain socket
 * @param localPort where the client has connected to, 0 if it is not connected or there is no port
 * @param protocolVersion 3, 4 or 5
 * @param cleanStart as asked in CONNECT
 * @param expirySeconds session expiry interval in force, 0xFFFFFFFF = never
 * @param connectedAtMillis milliseconds since the epoch; tells connections of one client id apart
 * @param standing what was found out when it was authenticated
 */
public record ClientInfo(
    ClientId id,
    String username,
    String peerAddress,
    int peerPort,
    int localPort,
    int protocolVersion,
    boolean cleanStart,
    int keepAliveSeconds,
    long expirySeconds,
    long connectedAtMillis,
    Standing standing) {

  /** A client of which nobody has found out anything. */
  public ClientInfo(
      ClientId id,
      String username,
      String peerAddress,
      int peerPort,
      int localPort,
      int protocolVersion,
      boolean cleanStart,
      int keepAliveSeconds,
      long expirySeconds,
      long connectedAtMillis) {
    this(
        id,
        username,
        peerAddress,
        peerPort,
        localPort,
        protocolVersion,
        cleanStart,
        keepAliveSeconds,
        expirySeconds,
        connectedAtMillis,
        Standing.UNKNOWN);
  }

  /** The same client, of which more was found out. */
  public ClientInfo withStanding(Standing found) {
    return new ClientInfo(
        id,
        username,
        peerAddress,
        peerPort,
        localPort,
        protocolVersion,
        cleanStart,
        keepAliveSeconds,
        expirySeconds,
        connectedAtMillis,
        found);
  }
}
