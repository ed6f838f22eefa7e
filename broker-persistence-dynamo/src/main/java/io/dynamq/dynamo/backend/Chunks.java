package io.dynamq.dynamo.backend;

import io.dynamq.message.MessageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this node knows of one topic's chunks, without the ids themselves: per chunk at least how
 * many, and from which to which. Only {@link TopicMap} and its moves touch it, inside the {@code
 * compute} of its topic.
 *
 * <p>Both are kept on the safe side. A span only grows, so that a removal always reaches the chunk
 * that holds the id; ids come in time order, so it seldom reaches another as well. A count may be
 * too low, so that a chunk that looks empty is read before anything is decided.
 */
final class Chunks {

  private static final class Chunk {
    int count;
    MessageId from;
    MessageId to;

    void widen(MessageId id) {
      if (id != null) {
        from = from == null || id.compareTo(from) < 0 ? id : from;
        to = to == null || id.compareTo(to) > 0 ? id : to;
      }
    }

    boolean spans(MessageId id) {
      return from != null && id.compareTo(from) >= 0 && id.compareTo(to) <= 0;
    }
  }

  private final List<Chunk> chunks = new ArrayList<>(List.of(new Chunk()));

  /** Ids removed during a move, so that it does not bring them back; null if idle. */
  private Set<String> removedWhileMoving;

  int size() {
    return chunks.size();
  }

  int count(int chunk) {
    return chunk < chunks.size() ? chunks.get(chunk).count : 0;
  }

  /** The chunk that takes the next id: the last one, or a new one behind it. */
  int next(int maxIds) {
    int last = chunks.size() - 1;
    return chunks.get(last).count < maxIds ? last : last + 1;
  }

  void added(int chunk, MessageId id) {
    Chunk present = chunk(chunk);
    present.count++;
    present.widen(id);
  }

  private Chunk chunk(int number) {
    while (chunks.size() <= number) {
      chunks.add(new Chunk());
    }
    return chunks.get(number);
  }

  /** The chunks that may hold an id; all if none is known to. */
  List<Integer> holding(MessageId id) {
    List<Integer> found = new ArrayList<>(1);
    for (int i = 0; id != null && i < chunks.size(); i++) {
      if (chunks.get(i).spans(id)) {
        found.add(i);
      }
    }
    for (int i = 0; found.isEmpty() && i < chunks.size(); i++) {
      found.add(i);
    }
    return List.copyOf(found);
  }

  /** An id was in one of these chunks. */
  void removed(List<Integer> holding, String id) {
    holding.forEach(chunk -> chunks.get(chunk).count--);
    if (removedWhileMoving != null) {
      removedWhileMoving.add(id);
    }
  }

  /** What a chunk was found to hold. */
  void found(int chunk, Set<String> ids) {
    Chunk present = chunk(chunk);
    Set<String> left = new HashSet<>(ids);
    left.removeAll(removedWhileMoving == null ? Set.of() : removedWhileMoving);
    present.count = left.size();
    ids.forEach(id -> present.widen(MessageId.parse(id)));
  }

  /** Ids left a chunk for another. */
  void moved(int from, int to, Set<String> ids) {
    Chunk target = chunk(to);
    target.count += ids.size();
    ids.forEach(id -> target.widen(MessageId.parse(id)));
    chunks.get(from).count = Math.max(0, chunks.get(from).count - ids.size());
  }

  /** Forgets an empty chunk at the end, unless ids were added to it meanwhile. */
  void dropIfLast(int chunk) {
    if (chunk > 0 && chunk == chunks.size() - 1 && chunks.get(chunk).count <= 0) {
      chunks.remove(chunk);
    }
  }

  boolean isMoving() {
    return removedWhileMoving != null;
  }

  void startMove() {
    removedWhileMoving = new HashSet<>();
  }

  /** Removed since {@link #startMove}. */
  Set<String> removedWhileMoving() {
    return Set.copyOf(removedWhileMoving);
  }

  void endMove() {
    removedWhileMoving = null;
  }

  /** The first chunk that looks empty, -1 if none does. */
  int firstEmpty() {
    for (int i = 0; i < chunks.size(); i++) {
      if (chunks.get(i).count <= 0) {
        return i;
      }
    }
    return -1;
  }

  /** Where an emptied chunk gets ids from: the head in order, others from the end. */
  int sourceFor(int target) {
    for (int i = 1; target == 0 && i < chunks.size(); i++) {
      if (chunks.get(i).count > 0) {
        return i;
      }
    }
    return chunks.size() - 1;
  }
}
