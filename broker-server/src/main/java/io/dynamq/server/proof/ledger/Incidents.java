package io.dynamq.server.proof.ledger;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** All incidents of a run; of each kind the first are kept with their words, all are counted. */
public final class Incidents {
  private static final int KEPT_MAX = 5_000;

  private final Map<Incident.Kind, List<Incident>> kept = new EnumMap<>(Incident.Kind.class);
  private final Map<Incident.Kind, Long> counts = new EnumMap<>(Incident.Kind.class);

  /** Adds one. */
  public void add(Incident.Kind kind, String text, long basisNanos) {
    add(new Incident(kind, text, basisNanos));
  }

  /** Adds one. */
  public synchronized void add(Incident incident) {
    counts.merge(incident.kind(), 1L, Long::sum);
    List<Incident> list = kept.computeIfAbsent(incident.kind(), key -> new ArrayList<>());
    if (list.size() < KEPT_MAX) {
      list.add(incident);
    }
  }

  /** How many there were. */
  public synchronized long count(Incident.Kind kind) {
    return counts.getOrDefault(kind, 0L);
  }

  /** The first ones. */
  public synchronized List<Incident> of(Incident.Kind kind) {
    return List.copyOf(kept.getOrDefault(kind, List.of()));
  }
}
