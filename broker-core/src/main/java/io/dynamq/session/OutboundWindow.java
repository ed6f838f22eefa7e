package io.dynamq.session;

import io.dynamq.message.MessageId;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Deliveries that the client has not finished acknowledging, by packet identifier.
 *
 * <p>A ring: the entry of identifier {@code p} is at {@code p & mask}. Identifiers are given in
 * rising order, skipping those whose place is taken, so an identifier in use is never given twice
 * [MQTT-2.2.1-2], nothing is boxed and no search is needed. The ring grows only when restored
 * identifiers collide.
 */
final class OutboundWindow {
  private static final int MAX_ID = 65_535;

  /** Prime, and far from any simple fraction of {@link #MAX_ID}. */
  private static final int SCATTER = 20_011;

  /** Prime; a few times this is far from a few times {@link #SCATTER}. */
  private static final int APART = 26_387;

  private final int limit;
  private Entry[] ring;
  private int size;
  private int lastId;
  private long sends;

  /** One delivery on its way. */
  static final class Entry {
    final int packetId;
    final Position position;
    private final long order;
    private StoredMessage message;
    private boolean released;

    private Entry(int packetId, Position position, long order) {
      this.packetId = packetId;
      this.position = position;
      this.order = order;
    }

    /** Null once released, and after a restart until the queue has been read. */
    StoredMessage message() {
      return message;
    }

    /** True from PUBREC on: only PUBREL and PUBCOMP are left. */
    boolean isReleased() {
      return released;
    }

    void attach(StoredMessage stored) {
      message = stored;
    }

    void release() {
      released = true;
      message = null;
    }
  }

  /**
   * @param limit unfinished deliveries at a time, 1 to 65,535
   */
  OutboundWindow(int limit) {
    this.limit = limit;
    this.ring = new Entry[Integer.highestOneBit(Math.max(1, limit * 2 - 1))];
  }

  boolean hasRoom() {
    return size < limit;
  }

  int limit() {
    return limit;
  }

  int room() {
    return Math.max(0, limit - size);
  }

  /** Whether one of the deliveries here may be repeated while that many were not sent yet. */
  boolean mayRepeat(int unsent) {
    return size - unsent < limit;
  }

  int size() {
    return size;
  }

  /** Takes the next free identifier for a message; call only with room. */
  Entry open(StoredMessage message) {
    int id = lastId;
    do {
      id = id == MAX_ID ? 1 : id + 1;
    } while (ring[id & ring.length - 1] != null);
    lastId = id;
    Entry entry = new Entry(id, message.position(), ++sends);
    entry.attach(message);
    place(entry);
    return entry;
  }

  private void place(Entry entry) {
    ring[entry.packetId & ring.length - 1] = entry;
    size++;
  }

  /** The delivery of this identifier, null if there is none. */
  Entry get(int packetId) {
    Entry entry = ring[packetId & ring.length - 1];
    return entry != null && entry.packetId == packetId ? entry : null;
  }

  void close(Entry entry) {
    ring[entry.packetId & ring.length - 1] = null;
    size--;
  }

  /** Entries in the order in which they were first sent [MQTT-4.6.0-1]. */
  List<Entry> inOrder() {
    List<Entry> entries = new ArrayList<>(size);
    for (Entry entry : ring) {
      if (entry != null) {
        entries.add(entry);
      }
    }
    entries.sort(Comparator.comparingLong(entry -> entry.order));
    return entries;
  }

  boolean contains(MessageId id) {
    for (Entry entry : ring) {
      if (entry != null && entry.message != null && entry.message.message().id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  List<InflightSnapshot.Outbound> snapshot() {
    List<InflightSnapshot.Outbound> list = new ArrayList<>(size);
    for (Entry entry : inOrder()) {
      list.add(new InflightSnapshot.Outbound(entry.packetId, entry.position, entry.released));
    }
    return list;
  }

  /**
   * Lets new identifiers begin elsewhere, at another place for each epoch: where a broker died,
   * identifiers of its last moments may be in use with the client though no snapshot names them. And
   * at another for each node: one that goes on without the store may use the epoch that another has.
   */
  void scatter(PositionSource owner) {
    lastId =
        Math.floorMod(owner.last().epoch() * SCATTER + (long) owner.node() * APART, MAX_ID);
  }

  /** Takes over what an earlier connection left unfinished; the messages are attached later. */
  void restore(List<InflightSnapshot.Outbound> outbound) {
    for (InflightSnapshot.Outbound one : outbound) {
      while (ring[one.packetId() & ring.length - 1] != null && ring.length <= MAX_ID) {
        grow();
      }
      if (get(one.packetId()) != null) {
        continue;
      }
      Entry entry = new Entry(one.packetId(), one.position(), ++sends);
      if (one.released()) {
        entry.release();
      }
      place(entry);
      lastId = one.packetId();
    }
  }

  private void grow() {
    Entry[] old = ring;
    ring = new Entry[old.length * 2];
    size = 0;
    for (Entry entry : old) {
      if (entry != null) {
        place(entry);
      }
    }
  }
}
