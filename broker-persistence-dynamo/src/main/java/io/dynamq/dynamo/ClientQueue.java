package io.dynamq.dynamo;

import io.dynamq.dynamo.Segment.State;
import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Leased;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.message.ClientId;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightStore.Backlog;
import io.dynamq.store.Position;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What this process knows of one session's queue: unflushed messages in full, and of stored segments
 * which messages they hold and which of those are gone.
 *
 * <p>Its monitor is held for microseconds: by the caller that appends or removes, and by the flusher
 * while it encodes one segment. Of an absent client's queue it keeps only what the store does not
 * have yet; reading brings the rest back.
 */
final class ClientQueue {
  private static final StorageException THROTTLED =
      new StorageException(
          StorageException.Kind.THROTTLED, "the bound of unflushed state is reached");

  private final ClientId client;
  private final QueueTable table;
  private final Bodies bodies;
  private final Meters meters;
  private final Moves moves;
  private final Segments all = new Segments();
  private final NavigableMap<Position, Segment> segments = all.byFirst;
  private final Set<Position> removedUnseen = new HashSet<>();
  private Segment open;

  /** Under which lease changes go to the store; null before the first call that has one. */
  private Leased store;

  private boolean present;

  ClientQueue(ClientId client, Shared shared, Bodies bodies, boolean present) {
    this.present = present;
    this.client = client;
    this.table = shared.tables().queues();
    this.bodies = bodies;
    this.meters = shared.meters();
    this.moves = shared.moves();
  }

  CompletableFuture<Void> append(Leased owner, StoredMessage message, Durability durability) {
    return append(owner, message, durability, Witness.NONE);
  }

  /**
   * Takes a message.
   *
   * @param witness whose row must tell of it before it counts
   */
  synchronized CompletableFuture<Void> append(
      Leased owner, StoredMessage message, Durability durability, Witness witness) {
    store = owner;
    Body body = null;
    if (BodyTable.isApart(message.message())) {
      body = bodies.hold(message.message());
      if (body == null) {
        return CompletableFuture.failedFuture(THROTTLED);
      }
    }
    Slot slot = new Slot(message, body, witness);
    Segment segment = segmentFor(slot);
    segment.add(slot);
    CompletableFuture<Void> accepted = create(segment, durability, witness);
    if (accepted.isCompletedExceptionally()) {
      segment.remove(slot);
      release(slot);
    }
    return accepted;
  }

  private CompletableFuture<Void> create(
      Segment segment, Durability durability, Witness witness) {
    return store.create(
        Stage.CONTENT, segment.key, segment.source, segment.bytes(), durability,
        // The client is sent nothing that has a witness before it is stored.
        present && witness == Witness.NONE);
  }

  /**
   * Takes messages of the log between which no row stands, a segment's worth at a time, until there
   * is no room.
   *
   * @return how many
   */
  synchronized int replayed(Leased owner, List<StoredMessage> messages) {
    int taken = 0;
    while (taken < messages.size()) {
      if (append(owner, messages.get(taken), Durability.MEMORY).isCompletedExceptionally()) {
        break;
      }
      taken += 1 + fill(messages.subList(taken + 1, messages.size()));
    }
    endRun();
    return taken;
  }

  /** What comes next may be behind a row of the store, which no other may span. */
  synchronized void endRun() {
    open = null;
  }

  private int fill(List<StoredMessage> messages) {
    Segment segment = open;
    List<Slot> more = new ArrayList<>();
    for (StoredMessage message : messages) {
      Slot slot = new Slot(message, null, Witness.NONE);
      if (BodyTable.isApart(message.message()) || !fits(slot)) {
        break;
      }
      segment.add(slot);
      more.add(slot);
    }
    if (create(segment, Durability.MEMORY, Witness.NONE).isCompletedExceptionally()) {
      more.forEach(segment::remove);
      more.clear();
    }
    return more.size();
  }

  private boolean fits(Slot slot) {
    return open != null && open.takes(slot, all.isBehind(open));
  }

  private Segment segmentFor(Slot slot) {
    if (!fits(slot)) {
      ItemKey key = table.key(client, slot.position);
      open = new Segment(key, State.OPEN, new ArrayList<>(), this::encode);
      Segment replaced = segments.put(open.first, open);
      if (replaced != null) {
        // A replay writes a stored row anew; what is gone from it stays known until then.
        replaced.slots.stream().filter(gone -> gone.removed).forEach(open.slots::add);
      }
    }
    return open;
  }

  /** On the flusher thread; null if nothing is left to be written. */
  private synchronized Item encode(Segment segment) {
    if (segment == open) {
      open = null;
    }
    // A message that came between taking and encoding went with that write, and asked for another.
    if (segment.live == 0 || segment.state == State.STORED) {
      return null;
    }
    segment.state = State.SEALED;
    segment.unsaved = false;
    segment.rewritten = false;
    List<Slot> slots = segment.liveSlots();
    List<ItemKey> after = new ArrayList<>(0);
    for (Slot slot : slots) {
      if (slot.body != null) {
        bodies.freeze(slot.message.message(), slot.body);
        after.addAll(bodies.keys(slot.body));
      }
    }
    return new Item(
        table.item(client, segment.key, slots), after, () -> stored(segment, slots));
  }

  private synchronized void stored(Segment segment, List<Slot> written) {
    if (segment.rewritten) {
      return;
    }
    segment.slots = written;
    segment.state = State.STORED;
    written.forEach(slot -> slot.message = null);
    forgetIfStored(segment);
  }

  /**
   * Forgets a message.
   *
   * @return false if its place is not known here, so that its row must be looked up
   */
  synchronized boolean remove(Leased owner, Position position) {
    store = owner;
    Map.Entry<Position, Segment> entry = segments.floorEntry(position);
    Slot slot = entry == null ? null : entry.getValue().find(position);
    if (slot == null) {
      removedUnseen.add(position);
      return false;
    }
    if (!slot.removed) {
      removeFrom(entry.getValue(), slot);
    }
    return true;
  }

  private void removeFrom(Segment segment, Slot slot) {
    boolean unwritten = segment.state == State.OPEN;
    segment.remove(slot);
    moves.left(client, slot.position, segment.key);
    release(slot);
    if (segment.live == 0) {
      drop(segment);
    } else if (unwritten) {
      meters.count(Metric.STORE_ELIDED);
    } else if (!present) {
      saveRemovals(segment);
    }
  }

  private void drop(Segment segment) {
    store.delete(segment.key, Durability.MEMORY);
    segments.remove(segment.first);
    if (open == segment) {
      open = null;
    }
  }

  private void release(Segment segment) {
    segment.withBodies().forEach(this::release);
  }

  private void release(Slot slot) {
    if (slot.body != null) {
      bodies.release(slot.id(), slot.body);
    }
  }

  /** Everything at or before the floor is done with: whole segments behind it go. */
  synchronized void floor(Leased owner, Position floor) {
    store = owner;
    for (Segment segment : List.copyOf(segments.headMap(floor, true).values())) {
      if (segment.last().compareTo(floor) <= 0) {
        release(segment);
        segment.live = 0;
        drop(segment);
      }
    }
  }

  /** The client came or went. */
  synchronized void present(boolean now) {
    present = now;
    if (!now) {
      saveRemovals();
      forgetStored();
    }
  }

  /**
   * Lets go of what can be read again.
   *
   * @return true if there is nothing to remember
   */
  synchronized boolean release() {
    if (!present) {
      forgetStored();
    }
    return isEmpty();
  }

  /** Whether no message waits here or in a row that was read. */
  synchronized boolean isEmpty() {
    return segments.isEmpty() && removedUnseen.isEmpty();
  }

  private void forgetStored() {
    List.copyOf(segments.values()).forEach(this::forgetIfStored);
  }

  private void forgetIfStored(Segment segment) {
    boolean stored = segment.state == State.STORED && !segment.unsaved;
    if (!present && stored && (store == null || store.writeBehind().isClean(segment.key))) {
      abandon(segment);
      segments.remove(segment.first, segment);
    }
  }

  private void abandon(Segment segment) {
    segment.withBodies().forEach(slot -> bodies.abandon(slot.id(), slot.body));
  }

  /** Tells the store which messages of partly used segments are gone. */
  synchronized void saveRemovals() {
    segments.values().stream().filter(segment -> segment.unsaved).forEach(this::saveRemovals);
  }

  private void saveRemovals(Segment segment) {
    segment.unsaved = false;
    if (segment.state == State.STORED) {
      // Made now: what goes later may be in no log yet when this is written.
      Write.Expression gone = table.removal(segment.slots);
      Write.Update removal =
          new Write.Update(
              () -> gone,
              segment.slots.size() / 8,
              () -> {},
              () -> removalsStored(segment),
              null);
      store.update(Stage.CONTENT, segment.key, removal, Durability.MEMORY);
    } else {
      CompletableFuture<Void> accepted =
          store.put(Stage.CONTENT, segment.key, segment.source, segment.bytes(), Durability.MEMORY);
      segment.rewritten = !accepted.isCompletedExceptionally();
      segment.unsaved = !segment.rewritten;
    }
  }

  private synchronized void removalsStored(Segment segment) {
    forgetIfStored(segment);
  }

  /** Lets go of everything without a trace in the store: the session is another node's. */
  synchronized void forget() {
    segments.values().forEach(this::abandon);
    clear();
  }

  /** The session has ended and nobody needs its payloads; rows are the caller's to delete. */
  synchronized void end() {
    segments.values().forEach(this::release);
    clear();
  }

  private void clear() {
    segments.clear();
    removedUnseen.clear();
    open = null;
  }

  /** Unflushed messages behind a position, oldest first. */
  synchronized List<StoredMessage> unflushed(Position after) {
    return all.unflushed(after);
  }

  /** Where a reader must start to see everything behind a position, null if it is not known. */
  synchronized Position rowStart(Position after) {
    return all.rowStart(after);
  }

  /** Takes note of a row that was read; answers what of it is still wanted. */
  synchronized List<Slot> seen(Map<String, AttributeValue> row) {
    ItemKey key = table.key(row);
    List<Slot> slots = table.read(row);
    Segment known = segments.get(QueueTable.first(key));
    if (known == null) {
      known = new Segment(key, State.STORED, slots, this::encode);
      segments.put(known.first, known);
      for (Slot slot : slots) {
        if (!slot.removed && removedUnseen.remove(slot.position)) {
          removeFrom(known, slot);
        }
      }
      return slots.stream().filter(slot -> !slot.removed).toList();
    }
    Segment segment = known;
    slots.forEach(slot -> noteRemoved(segment, slot));
    return slots.stream().filter(segment::wants).toList();
  }

  /** The row has more than what will replace it: what was taken back before it was known here. */
  private void noteRemoved(Segment segment, Slot read) {
    if (segment.state != State.STORED
        && segment.find(read.position) == null
        && removedUnseen.remove(read.position)) {
      read.removed = true;
      segment.slots.add(read);
      segment.slots.sort(Comparator.comparing(slot -> slot.position));
    }
  }

  /** The row that could hold it does not. */
  synchronized void notFound(Position position) {
    if (removedUnseen.remove(position)) {
      moves.left(client, position, null);
    }
  }

  /** What is left of the segments known here. */
  synchronized Map<ItemKey, Backlog> backlog() {
    return all.backlog();
  }
}
