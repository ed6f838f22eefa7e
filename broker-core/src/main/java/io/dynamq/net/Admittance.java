package io.dynamq.net;

import io.dynamq.engine.Zone;

/**
 * Which connections a listener takes.
 *
 * @param maxConnections at the same time; more are closed at accept
 * @param maxRate connections that are accepted in a second, 0 = any number; more wait in the backlog
 * @param acceptors shown to operators; one event loop accepts for each listener
 * @param access judges the address of the socket, not the one that a proxy tells
 * @param proxyMillis how long a PROXY protocol header may take; 0 = none is expected
 * @param paces how fast its clients together may send
 */
public record Admittance(
    int maxConnections,
    int maxRate,
    int acceptors,
    AccessRules access,
    long proxyMillis,
    Zone.Paces paces) {

  /** EMQX's bound of connections, and nothing else. */
  public static final Admittance DEFAULT =
      new Admittance(1_024_000, 0, 8, AccessRules.ALLOW_ALL, 0, Zone.Paces.NONE);

  /** The same with another bound. */
  public Admittance withMaxConnections(int max) {
    return new Admittance(max, maxRate, acceptors, access, proxyMillis, paces);
  }
}
