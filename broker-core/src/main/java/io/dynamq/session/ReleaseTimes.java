package io.dynamq.session;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;

/**
 * Since when identifiers of QoS 2 publishes wait for their PUBREL (EMQX await_rel_timeout). Time
 * counts from the PUBLISH and begins anew with each connection: a client that was away repeats its
 * PUBLISH or PUBREL when it is back [MQTT-4.4.0-1], so only one that is here and silent loses the
 * protection against its own repetition.
 */
final class ReleaseTimes {
  private final long timeoutMicros;
  private final Map<Integer, Long> since = new LinkedHashMap<>();
  private long nowMicros;

  /**
   * @param timeoutMillis above 0
   */
  ReleaseTimes(long timeoutMillis) {
    timeoutMicros = timeoutMillis * 1_000;
  }

  void began(int packetId) {
    since.put(packetId, nowMicros);
  }

  void released(int packetId) {
    since.remove(packetId);
  }

  /**
   * Takes note of the time.
   *
   * @param expired called for each identifier that has waited too long
   * @return how many
   */
  int pass(long micros, IntConsumer expired) {
    nowMicros = micros;
    int count = 0;
    Iterator<Map.Entry<Integer, Long>> oldest = since.entrySet().iterator();
    while (oldest.hasNext()) {
      Map.Entry<Integer, Long> entry = oldest.next();
      if (micros - entry.getValue() < timeoutMicros) {
        break;
      }
      oldest.remove();
      expired.accept(entry.getKey());
      count++;
    }
    return count;
  }
}
