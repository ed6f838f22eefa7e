package io.dynamq.session;

import io.dynamq.store.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deliveries that an earlier connection left unfinished and whose messages are still being read from
 * the store. Everything at or before {@code through} had been sent: what is read there is either
 * expected here or was acknowledged.
 */
final class Resumption {
  private final Map<Position, OutboundWindow.Entry> expected = new HashMap<>();
  private Position through = Position.START;

  void begin(Position sentThrough) {
    through = sentThrough;
  }

  void expect(OutboundWindow.Entry entry) {
    expected.put(entry.position, entry);
  }

  /** Whether an earlier connection had sent the message at this position. */
  boolean covers(Position position) {
    return position.compareTo(through) <= 0;
  }

  /** The delivery that waits for this message, no longer expected; null if it was finished. */
  OutboundWindow.Entry found(Position position) {
    return expected.remove(position);
  }

  /** Deliveries whose message the store no longer has, because reading has come past them. */
  List<OutboundWindow.Entry> passedBy(Position loadedThrough) {
    if (expected.isEmpty()) {
      return List.of();
    }
    List<OutboundWindow.Entry> gone = new ArrayList<>();
    for (OutboundWindow.Entry entry : expected.values()) {
      if (entry.position.compareTo(loadedThrough) <= 0) {
        gone.add(entry);
      }
    }
    gone.forEach(entry -> expected.remove(entry.position));
    return gone;
  }
}
