package io.dynamq.dynamo.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What one client has retained, one at a time, and what may be found of it. */
final class RetainedBook {
  private static final int TOPICS = 3;

  private final Client publisher;
  private final Map<String, List<Sent>> history = new HashMap<>();
  private int readers;

  RetainedBook(Client publisher) {
    this.publisher = publisher;
  }

  void publish(Schedule schedule) {
    if (publisher.outgoing.isEmpty()) {
      String topic = "r/" + schedule.random.nextInt(TOPICS);
      Sent sent =
          publisher.publish(topic, 1 + schedule.random.nextInt(2), true, schedule.chance(0.3));
      if (sent != null) {
        history.computeIfAbsent(topic, none -> new ArrayList<>()).add(sent);
      }
    }
  }

  /** Payloads that may be retained, empty for none. */
  private Set<String> candidates(String topic, Ledger ledger) {
    Set<String> candidates = new HashSet<>();
    List<Sent> all = history.getOrDefault(topic, List.of());
    for (int i = all.size() - 1; i >= 0; i--) {
      Sent one = all.get(i);
      candidates.add(one.payload());
      if (one.isAcknowledged() && !ledger.mayBeGone(one)) {
        return candidates;
      }
    }
    candidates.add("");
    return candidates;
  }

  /** A new client looks. */
  void check(Schedule schedule, Ledger ledger, Node node) {
    Client reader = new Client(schedule, ledger, "reader" + readers++);
    reader.connect(node, true);
    long patience = schedule.micros() + 30_000_000;
    schedule.run(reader::isConnected, patience);
    reader.subscribe("r/#", 0);
    schedule.run(() -> !reader.isBusy(), patience);
    schedule.run(() -> false, schedule.micros() + 2_000_000);
    Map<String, String> found = new HashMap<>();
    reader.inbox.forEach(one -> found.put(one.payload().split(" ")[1], one.payload()));
    for (int i = 0; i < TOPICS; i++) {
      String topic = "r/" + i;
      String is = found.getOrDefault(topic, "");
      Set<String> candidates = candidates(topic, ledger);
      if (!candidates.contains(is)) {
        throw new AssertionError(
            "retained in " + topic + " is '" + is + "', should be one of " + candidates);
      }
    }
    reader.leave();
  }
}
