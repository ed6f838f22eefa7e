package io.dynamq.engine;

import io.dynamq.routing.SharedStrategy;
import io.dynamq.topic.rewrite.RewriteRules;
import java.util.List;
import java.util.Map;

/**
 * What a broker is configured with, beside its listeners.
 *
 * @param node this node's name, such as {@code dynamq@127.0.0.1}
 * @param version for {@code $SYS}
 * @param zones by name; listeners name theirs
 * @param durability when PUBACK, PUBREC and SUBACK may leave
 * @param restMillis how long, and up to twice that, an absent session is left alone before it is
 *     packed; 0 = until the next tick but one
 */
public record BrokerSettings(
    String node,
    String version,
    Map<String, Zone> zones,
    DurabilityPolicy durability,
    Sys sys,
    Sharing sharing,
    RetainedLimits retained,
    Modules modules,
    long restMillis) {
  private static final long REST_MILLIS = 10_000;

  public BrokerSettings {
    zones = Map.copyOf(zones);
  }

  /** With the usual rest. */
  public BrokerSettings(
      String node,
      String version,
      Map<String, Zone> zones,
      DurabilityPolicy durability,
      Sys sys,
      Sharing sharing,
      RetainedLimits retained,
      Modules modules) {
    this(
        node, version, zones, durability, sys, sharing, retained, modules, REST_MILLIS);
  }

  /**
   * What is published on {@code $SYS} topics.
   *
   * @param intervalMillis between statistics, 0 = off
   * @param heartbeatMillis between uptime and datetime, 0 = off
   */
  public record Sys(long intervalMillis, long heartbeatMillis) {
    public static final Sys OFF = new Sys(0, 0);
  }

  /**
   * How shared groups choose.
   *
   * @param strategy of groups without their own
   * @param byGroup by group name, {@code "$queue"} for {@code $queue/}
   * @param handOver whether what a member of a saved session leaves undone when its connection ends
   *     goes to other members at once, instead of when its session ends
   */
  public record Sharing(
      SharedStrategy strategy, Map<String, SharedStrategy> byGroup, boolean handOver) {
    public Sharing {
      byGroup = Map.copyOf(byGroup);
    }

    /** All groups alike. */
    public static Sharing by(SharedStrategy strategy) {
      return new Sharing(strategy, Map.of(), true);
    }
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

  /**
   * What EMQX calls modules.
   *
   * @param publishRules rewrite what is published
   * @param subscribeRules rewrite what is subscribed to and unsubscribed from
   * @param subscriptions made for every client that connects
   */
  public record Modules(
      RewriteRules publishRules,
      RewriteRules subscribeRules,
      List<AutoSubscription> subscriptions,
      Delays delays) {
    public static final Modules NONE =
        new Modules(RewriteRules.NONE, RewriteRules.NONE, List.of(), Delays.OFF);

    public Modules {
      subscriptions = List.copyOf(subscriptions);
    }
  }

  /**
   * A subscription that the broker makes for each client.
   *
   * @param topic a filter with {@code %c} and {@code %u} as whole levels
   * @param options as packed on the wire; MQTT 3 clients get the QoS only
   */
  public record AutoSubscription(String topic, int options) {}

  /**
   * Delayed publication.
   *
   * @param enabled whether {@code $delayed/} is more than a name
   * @param maxMessages that may wait, 0 = no bound
   * @param maxBytes of their payloads, topics and properties, 0 = no bound
   */
  public record Delays(boolean enabled, int maxMessages, long maxBytes) {
    public static final Delays OFF = new Delays(false, 100_000, 256L << 20);
  }
}
