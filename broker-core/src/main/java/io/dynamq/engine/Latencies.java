package io.dynamq.engine;

import io.dynamq.hook.ClientInfo;
import io.dynamq.message.Message;
import io.dynamq.observe.Histogram;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.time.Time;
import java.util.Locale;

/**
 * How long messages take. Only one of {@link #EACH} deliveries and acknowledgements of a connection
 * is looked at, the first being one of them, because reading the clock would cost more than a percent
 * of a message's way. Any thread.
 */
final class Latencies {
  /** A power of two. */
  static final int EACH = 16;

  private final Time time;
  private final Histogram delivery;
  private final Histogram[] acks = new Histogram[Durability.values().length];

  Latencies(Meters meters, Time time) {
    this.time = time;
    this.delivery = meters.histogram("delivery.latency", "", "");
    for (Durability durability : Durability.values()) {
      acks[durability.ordinal()] =
          meters.histogram(
              "publish.ack", "durability", durability.name().toLowerCase(Locale.ROOT));
    }
  }

  /** Whether one is looked at, by how many there were before it. */
  static boolean isSampled(int before) {
    return (before & EACH - 1) == 0;
  }

  /**
   * A message was handed to a connection. One that has waited for its client, or was retained, says
   * nothing about the broker.
   */
  void delivered(ClientInfo client, Message message) {
    long arrived = message.arrivedMicros();
    if (!message.retain() && arrived >= client.connectedAtMillis() * 1_000) {
      delivery.record(time.epochMicros() - arrived);
    }
  }

  /** A publish of QoS 1 or 2 got its PUBACK or PUBREC. */
  void acknowledged(Durability durability, long arrivedMicros) {
    acks[durability.ordinal()].record(time.epochMicros() - arrivedMicros);
  }
}
