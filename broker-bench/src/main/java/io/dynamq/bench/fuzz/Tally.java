package io.dynamq.bench.fuzz;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** What was played and what was found; any thread. */
final class Tally {
  private static final int SHOWN = 40;

  private final Map<String, LongAdder> bySpeech = new ConcurrentSkipListMap<>();
  private final Map<String, LongAdder> byName = new ConcurrentSkipListMap<>();
  private final List<String> findings = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong found = new AtomicLong();

  void played(Case played) {
    String speech =
        (played.version() == 5 ? "5" : played.version() == 4 ? "3.1.1" : "3.1")
            + (played.webSocket() ? " over WebSocket" : "");
    bySpeech.computeIfAbsent(speech, any -> new LongAdder()).increment();
    byName.computeIfAbsent(played.name(), any -> new LongAdder()).increment();
  }

  void found(String what) {
    if (found.incrementAndGet() <= SHOWN) {
      findings.add(what);
    }
  }

  long foundCount() {
    return found.get();
  }

  List<String> findings() {
    return List.copyOf(findings);
  }

  Map<String, LongAdder> bySpeech() {
    return bySpeech;
  }

  Map<String, LongAdder> byName() {
    return byName;
  }
}
