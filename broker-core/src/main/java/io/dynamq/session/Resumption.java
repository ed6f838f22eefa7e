package io.dynamq.session;

import io.dynamq.packet.Ack;
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
  private final Effects out;
  private Position through = Position.START;

  Resumption(Effects out) {
    this.out = out;
  }

  /** Sends what can be sent without messages: PUBRELs. */
  void begin(Position sentThrough, List<OutboundWindow.Entry> unfinished) {
    through = sentThrough;
    for (OutboundWindow.Entry entry : unfinished) {
      if (entry.isReleased()) {
        out.send(Ack.of(Ack.Type.PUBREL, entry.packetId));
      } else {
        expected.put(entry.position, entry);
      }
    }
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

  /**
   * Reading has come so far: deliveries whose message the store no longer has were finished before
   * the snapshot was written. A client that has not got PUBREL yet would take the next message with
   * such an identifier for a repetition. It is free again with PUBCOMP.
   *
   * @return whether there were any
   */
  boolean passedBy(Position loadedThrough) {
    if (expected.isEmpty()) {
      return false;
    }
    List<OutboundWindow.Entry> gone = new ArrayList<>();
    for (OutboundWindow.Entry entry : expected.values()) {
      if (entry.position.compareTo(loadedThrough) <= 0) {
        gone.add(entry);
      }
    }
    for (OutboundWindow.Entry entry : gone) {
      expected.remove(entry.position);
      entry.release();
      out.send(Ack.of(Ack.Type.PUBREL, entry.packetId));
    }
    return !gone.isEmpty();
  }
}
