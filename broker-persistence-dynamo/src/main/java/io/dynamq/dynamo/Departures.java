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
  /** So often the oldest is asked for in about a minute. */
  static final int ASKED_MAX = 240;

  private record Departure(long generation, Lease taker, long since) {}

  private final Map<Place, Departure> open = new ConcurrentHashMap<>();

  /** How often the oldest was asked for: the clock of this, which a log goes on with that rests. */
  private volatile long asked;

  /**
   * Something is about to be logged.
   *
   * @param taker who gets it, null if nobody
   * @param generation of the log, read before
   */
  void began(Origin from, Lease taker, long generation) {
    open.putIfAbsent(place(from), new Departure(generation, taker, asked));
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
   * The lowest generation that is needed, Long.MAX_VALUE if none; to be asked for by one thread a
   * few times a second. What has been open for long is let go: whoever moved it has failed, or its
   * queue has become another node's.
   */
  long oldest() {
    long now = asked + 1;
    asked = now;
    long oldest = Long.MAX_VALUE;
    for (Map.Entry<Place, Departure> entry : open.entrySet()) {
      if (now - entry.getValue().since > ASKED_MAX) {
        open.remove(entry.getKey(), entry.getValue());
      } else {
        oldest = Math.min(oldest, entry.getValue().generation);
      }
    }
    return oldest;
  }

  private static Place place(Origin from) {
    return new Place(from.lease().client(), from.position());
  }
}
