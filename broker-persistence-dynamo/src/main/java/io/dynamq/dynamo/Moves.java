package io.dynamq.dynamo;

import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import io.dynamq.store.StoredSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Messages of QoS 2 with the promise of the store that go from one queue to another: a row each, of
 * which DynamoDB may have the one and not the other when the process and its log are gone. So the
 * session's row of the taker decides. It is saved when the message is in the taker's queue, says
 * where it was, and then nobody gets it from there; before, it does not count where it has come to.
 * Any thread.
 */
final class Moves {
  /** How many of a dead process' are minded for one taker; the oldest go first. */
  private static final int INHERITED = 1_000;

  private final Predicate<ItemKey> clean;
  private final Map<ClientId, Taker> takers = new ConcurrentHashMap<>();
  private final Map<Place, Move> open = new ConcurrentHashMap<>();

  /**
   * @param clean whether the store has the newest state of a row
   */
  Moves(Predicate<ItemKey> clean) {
    this.clean = clean;
  }

  /** One message; volatile, for it is told by whoever holds the lock of a queue. */
  private static final class Move {
    final Place from;

    /** Of a process that has died: nobody but the store knows that it is still there. */
    final boolean inherited;

    volatile boolean arrived;
    volatile boolean left;
    volatile ItemKey leftRow;

    Move(Place from, boolean inherited) {
      this.from = from;
      this.inherited = inherited;
      arrived = inherited;
    }
  }

  /** One client, or group. */
  private final class Taker {
    private final NavigableMap<Position, Move> moves = new TreeMap<>();
    private Position through = Position.START;
    private List<MoveMarks.Gap> gaps = List.of();

    synchronized void add(Position to, Move move) {
      moves.put(to, move);
    }

    synchronized void drop(Position to) {
      moves.remove(to);
    }

    synchronized MoveMarks marks() {
      List<Place> taken = new ArrayList<>();
      boolean all = true;
      for (var moved = moves.entrySet().iterator(); moved.hasNext(); ) {
        Map.Entry<Position, Move> next = moved.next();
        Move move = next.getValue();
        all &= move.arrived;
        if (!all) {
          break;
        }
        through = next.getKey().compareTo(through) > 0 ? next.getKey() : through;
        if (isGone(move)) {
          moved.remove();
          open.remove(move.from, move);
        } else {
          taken.add(move.from);
        }
      }
      return new MoveMarks(through, taken, gaps);
    }

    synchronized void restore(MoveMarks marks) {
      through = marks.through();
      gaps = marks.gaps();
      List<Place> taken = marks.taken();
      taken = taken.subList(Math.max(0, taken.size() - INHERITED), taken.size());
      for (int i = 0; i < taken.size(); i++) {
        Move move = new Move(taken.get(i), true);
        open.put(move.from, move);
        // Where it came to matters no more.
        moves.put(new Position(0, i), move);
      }
    }

    synchronized boolean isVoid(Position position) {
      return gaps.stream().anyMatch(gap -> gap.has(position));
    }

    /** What is inherited is taken all the same. */
    synchronized void end() {
      moves.values().stream()
          .filter(move -> !move.inherited)
          .forEach(move -> open.remove(move.from, move));
    }
  }

  private boolean isGone(Move move) {
    ItemKey row = move.leftRow;
    return move.left && (row == null || clean.test(row));
  }

  /**
   * A message is being appended that is to leave another queue.
   *
   * @param arrived completes when the store has it
   */
  void began(Place from, Place to, CompletableFuture<Void> arrived) {
    Move move = new Move(from, false);
    open.put(from, move);
    Taker taker = takers.computeIfAbsent(to.client(), none -> new Taker());
    taker.add(to.position(), move);
    arrived.whenComplete(
        (done, fault) -> {
          if (fault == null) {
            move.arrived = true;
          } else {
            open.remove(from, move);
            taker.drop(to.position());
          }
        });
  }

  /**
   * A message was taken out of a queue.
   *
   * @param row the store has it there until this row's change is written; null: it has not
   */
  void left(ClientId client, Position position, ItemKey row) {
    Move move = open.isEmpty() ? null : open.get(new Place(client, position));
    if (move != null) {
      move.leftRow = row;
      move.left = true;
    }
  }

  /** What a row that is about to be written has to say, null for what it says already. */
  MoveMarks marks(ClientId client) {
    Taker taker = takers.isEmpty() ? null : takers.get(client);
    return taker == null ? null : taker.marks();
  }

  /**
   * The start has found the row of a session.
   *
   * @param known null if it says nothing
   * @param logLost whether there is no log to tell what became of things
   */
  void found(StoredSession session, MoveMarks known, boolean logLost) {
    MoveMarks marks = known;
    if (marks == null && logLost && mayHaveTaken(session)) {
      marks = new MoveMarks(Position.START, List.of(), List.of());
    }
    if (marks != null && !takers.containsKey(session.client())) {
      Taker taker = takers.computeIfAbsent(session.client(), none -> new Taker());
      Position last = new Position(session.epoch(), Long.MAX_VALUE);
      taker.restore(logLost ? marks.orphaned(last) : marks.settled());
    }
  }

  /** A group, or a member that was there. */
  private static boolean mayHaveTaken(StoredSession session) {
    String id = session.client().value();
    return session.connected() || id.startsWith("$share/") || id.startsWith("$queue/");
  }

  /** Whether what came from another queue is still in that. */
  boolean isVoid(ClientId client, Position position) {
    Taker taker = takers.isEmpty() ? null : takers.get(client);
    return taker != null && taker.isVoid(position);
  }

  /** Whether another queue has taken this over. */
  boolean isTaken(ClientId client, Position position) {
    Move move = open.isEmpty() ? null : open.get(new Place(client, position));
    return move != null && move.inherited;
  }

  /** The session has ended, or is another node's. */
  void ended(ClientId client) {
    if (takers.isEmpty()) {
      return;
    }
    Taker taker = takers.remove(client);
    if (taker != null) {
      taker.end();
    }
    open.forEach(
        (from, move) -> {
          if (from.client().equals(client)) {
            move.left = true;
          }
        });
  }
}
