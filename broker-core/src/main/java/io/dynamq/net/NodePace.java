package io.dynamq.net;

import io.dynamq.engine.Zone;

/**
 * How fast all clients together may be.
 *
 * @param maxConnRate connections that all listeners accept in a second, 0 = any number
 * @param paces what they may send
 */
public record NodePace(int maxConnRate, Zone.Paces paces) {
  public static final NodePace NONE = new NodePace(0, Zone.Paces.NONE);
}
