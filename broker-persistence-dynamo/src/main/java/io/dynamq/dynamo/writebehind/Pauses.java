package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.Backoff;
import io.dynamq.time.Time;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What was told to wait, by the table's name, each longer with every time. Flusher thread. */
final class Pauses {
  /** In the place of a table's name: the look-up of leases. */
  static final String OWNERS = "";

  private static final class Pause {
    final Backoff backoff = new Backoff();
    long untilNanos;
  }

  private final Map<String, Pause> pauses = new HashMap<>();
  private final Time time;

  Pauses(Time time) {
    this.time = time;
  }

  boolean isOpen(String table, long now) {
    Pause pause = pauses.get(table);
    return pause == null || now - pause.untilNanos >= 0;
  }

  void begin(String table) {
    Pause pause = pauses.computeIfAbsent(table, name -> new Pause());
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
