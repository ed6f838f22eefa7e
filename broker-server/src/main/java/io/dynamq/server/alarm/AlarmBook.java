package io.dynamq.server.alarm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.server.config.AlarmConfig;
import io.dynamq.time.Time;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alarms that hold, and as many of those that are over as are kept. Any thread; nothing blocks. */
public final class AlarmBook {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmBook.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final AlarmConfig config;
  private final BiConsumer<String, byte[]> publisher;
  private final Time time;

  // Guarded by this.
  private final Map<String, Alarm> active = new TreeMap<>();
  private final Deque<Alarm> over = new ArrayDeque<>();

  /**
   * @param publisher publishes below {@code $SYS/brokers/<node>/}
   */
  public AlarmBook(AlarmConfig config, BiConsumer<String, byte[]> publisher, Time time) {
    this.config = config;
    this.publisher = publisher;
    this.time = time;
  }

  /** False if it holds already. */
  public boolean activate(String name, Map<String, Object> details, String message) {
    Alarm alarm = new Alarm(name, Map.copyOf(details), message, time.epochMicros(), 0);
    synchronized (this) {
      if (active.putIfAbsent(name, alarm) != null) {
        return false;
      }
    }
    if (config.log()) {
      LOG.warn("alarm {}: {}", name, message);
    }
    publish("alarms/activate", alarm);
    return true;
  }

  /** False if it does not hold. */
  public boolean deactivate(String name) {
    Alarm alarm;
    synchronized (this) {
      Alarm was = active.remove(name);
      if (was == null) {
        return false;
      }
      alarm = was.endedAt(time.epochMicros());
      over.addFirst(alarm);
      forgetOld();
    }
    if (config.log()) {
      LOG.warn("alarm {} is over", name);
    }
    publish("alarms/deactivate", alarm);
    return true;
  }

  private void publish(String topic, Alarm alarm) {
    if (config.publish()) {
      try {
        publisher.accept(topic, MAPPER.writeValueAsBytes(alarm.json(time.epochMicros())));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("texts and numbers can be written", e);
      }
    }
  }

  private void forgetOld() {
    long oldest = time.epochMicros() - config.validityMillis() * 1_000;
    while (!over.isEmpty()
        && (over.size() > config.sizeLimit() || over.getLast().deactivateAt() < oldest)) {
      over.removeLast();
    }
  }

  /** Those that hold, by name. */
  public synchronized List<Alarm> active() {
    return List.copyOf(active.values());
  }

  /** Those that are over, the last one first. */
  public synchronized List<Alarm> over() {
    forgetOld();
    return List.copyOf(over);
  }

  /** Forgets those that are over. */
  public synchronized void clear() {
    over.clear();
  }

  public long nowMicros() {
    return time.epochMicros();
  }
}
