package io.dynamq.session;

import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Deliveries that an earlier connection left unfinished and whose messages are still being read from
 * the store, or wait for room to be sent again. Everything at or before {@code through} had been sent: what is read there is either
 * expected here or was acknowledged.
 */
final class Resumption {
  private final Map<Position, OutboundWindow.Entry> expected = new HashMap<>();
  private final ArrayDeque<OutboundWindow.Entry> repeats = new ArrayDeque<>();
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

  /**
   * The store's copy of a message that an earlier connection had sent.
   *
   * @return true if it is unfinished and so will be repeated
   */
  boolean found(StoredMessage stored) {
    OutboundWindow.Entry entry = expected.remove(stored.position());
    if (entry == null) {
      return false;
    }
    entry.attach(stored);
    repeats.add(entry);
    return true;
  }

  /** True if a message waits to be sent again. */
  boolean hasRepeats() {
    return !repeats.isEmpty();
  }

  OutboundWindow.Entry nextRepeat() {
    return repeats.poll();
  }

  /** Deliveries of the window that this connection has not sent. */
  int unsent() {
    return expected.size() + repeats.size();
  }

  /** The client has acknowledged the delivery before it was repeated. */
  void finished(OutboundWindow.Entry entry) {
    if (!repeats.isEmpty()) {
      repeats.remove(entry);
    }
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
