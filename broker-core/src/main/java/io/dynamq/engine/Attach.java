package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.ClientId;
import io.dynamq.packet.Connect;

/**
 * An authenticated CONNECT on its way to its session.
 *
 * @param assignedId whether the client has to be told its id because it gave none
 * @param info {@code info.expirySeconds()} is the session expiry in force, after the zone's cap
 * @param proof null without an authentication method
 */
record Attach(
    ClientChannel channel,
    Connect connect,
    Zone zone,
    boolean assignedId,
    ClientInfo info,
    Names names,
    Proof proof) {

  ClientId id() {
    return info.id();
  }

  boolean wantsPersistence() {
    return info.expirySeconds() > 0;
  }
}
