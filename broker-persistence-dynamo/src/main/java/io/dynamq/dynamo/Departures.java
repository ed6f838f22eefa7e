package io.dynamq.dynamo;

import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages that leave a queue by what the log says, while the write-behind does not know yet: until
 * then the log must keep what it says. Any thread.
 */
final class Departures {
  private record Departure(long generation, Lease taker) {}

  private final Map<Place, Departure> open = new ConcurrentHashMap<>();

  /**
   * Something is about to be logged.
   *
   * @param taker who gets it, null if nobody
   * @param generation of the log, read before
   */
  void began(Origin from, Lease taker, long generation) {
    open.putIfAbsent(place(from), new Departure(generation, taker));
  }

  /** Who gets what leaves this place, null if nobody or not known. */
  Lease taker(Origin from) {
    Departure departure = open.get(place(from));
    return departure == null ? null : departure.taker;
  }

  /** The write-behind has the removal. */
  void ended(Origin from) {
    open.remove(place(from));
  }

  /**
   * The lowest generation that is needed, Long.MAX_VALUE if none.
   *
   * @param given older ones are let go: whoever moved those has failed
   */
  long oldest(long given) {
    long oldest = Long.MAX_VALUE;
    for (Map.Entry<Place, Departure> entry : open.entrySet()) {
      long generation = entry.getValue().generation;
      if (generation <= given) {
        open.remove(entry.getKey(), entry.getValue());
      } else {
        oldest = Math.min(oldest, generation);
      }
    }
    return oldest;
  }

  private static Place place(Origin from) {
    return new Place(from.lease().client(), from.position());
  }
}
