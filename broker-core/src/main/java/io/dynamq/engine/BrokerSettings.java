package io.dynamq.engine;

import io.dynamq.routing.SharedStrategy;
import io.dynamq.store.Durability;
import java.util.Map;

/**
 * What a broker is configured with, beside its listeners.
 *
 * @param node this node's name, such as {@code dynamq@127.0.0.1}
 * @param version for {@code $SYS}
 * @param zones by name; listeners name theirs
 * @param ackAfter when PUBACK and PUBREC may leave
 * @param sysIntervalMillis between {@code $SYS} statistics, 0 = off
 * @param sysHeartbeatMillis between {@code $SYS} uptime and datetime, 0 = off
 * @param sharedStrategy of shared subscription groups without their own
 */
public record BrokerSettings(
    String node,
    String version,
    Map<String, Zone> zones,
    Durability ackAfter,
    long sysIntervalMillis,
    long sysHeartbeatMillis,
    SharedStrategy sharedStrategy,
    RetainedLimits retained) {

  public BrokerSettings {
    zones = Map.copyOf(zones);
  }

  /**
   * Bounds of the retained store.
   *
   * @param maxMessages 0 = no bound
   * @param maxPayload bytes, 0 = no bound
   * @param expirySeconds 0 = never
   */
  public record RetainedLimits(int maxMessages, int maxPayload, long expirySeconds) {
    public static final RetainedLimits NONE = new RetainedLimits(0, 1 << 20, 0);
  }
}
