package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.Backoff;
import io.dynamq.time.Time;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** What was told to wait, by the table's name, each longer with every time. Flusher thread. */
final class Pauses {
  /** In the place of a table's name: the look-up of leases. */
  static final String OWNERS = "";

  private static final class Pause {
    final Backoff backoff;
    long untilNanos;

    Pause(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  private final Map<String, Pause> pauses = new HashMap<>();
  private final Time time;
  private final RandomGenerator random;

  Pauses(Time time, RandomGenerator random) {
    this.time = time;
    this.random = random;
  }

  boolean isOpen(String table, long now) {
    Pause pause = pauses.get(table);
    return pause == null || now - pause.untilNanos >= 0;
  }

  void begin(String table) {
    Pause pause = pauses.computeIfAbsent(table, name -> new Pause(new Backoff(random)));
    pause.untilNanos =
        time.nanos() + TimeUnit.MILLISECONDS.toNanos(pause.backoff.nextMillis());
  }

  void end(String table) {
    pauses.remove(table);
  }

  void endAll() {
    pauses.clear();
  }
}
