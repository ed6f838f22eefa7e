package io.dynamq.dynamo.backend;

import io.dynamq.message.MessageId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this node knows of one topic's chunks, without the ids themselves: per chunk how many, and
 * from which to which. Ids come in time order, so chunks hardly overlap and an id is nearly always
 * in the one chunk whose span holds it. Only {@link TopicMap} touches it, inside the {@code compute}
 * of its topic.
 */
final class Chunks {

  private static final class Chunk {
    int count;
    MessageId from;
    MessageId to;

    void add(MessageId id) {
      count++;
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

  /** Ids removed while a chunk is moved, so that the move does not bring them back; null if idle. */
  private Set<String> removedWhileMoving;

  int size() {
    return chunks.size();
  }

  int count(int chunk) {
    return chunk < chunks.size() ? chunks.get(chunk).count : 0;
  }

  boolean isEmpty() {
    return chunks.stream().allMatch(chunk -> chunk.count <= 0);
  }

  /** The chunk that takes the next id: the last one, or a new one behind it. */
  int next(int maxIds) {
    int last = chunks.size() - 1;
    return chunks.get(last).count < maxIds ? last : last + 1;
  }

  void added(int chunk, MessageId id) {
    while (chunks.size() <= chunk) {
      chunks.add(new Chunk());
    }
    chunks.get(chunk).add(id);
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

  void removed(int chunk, String id) {
    if (chunk < chunks.size()) {
      chunks.get(chunk).count--;
    }
    if (removedWhileMoving != null) {
      removedWhileMoving.add(id);
    }
  }

  /** Replaces what is known of a chunk by what the store has. */
  void found(int chunk, Set<String> ids) {
    while (chunks.size() <= chunk) {
      chunks.add(new Chunk());
    }
    Chunk fresh = new Chunk();
    ids.forEach(id -> fresh.add(MessageId.parse(id)));
    chunks.set(chunk, fresh);
  }

  /** Ids left a chunk for another. */
  void moved(int from, int to, Set<String> ids) {
    ids.forEach(id -> added(to, MessageId.parse(id)));
    if (from < chunks.size()) {
      chunks.get(from).count -= ids.size();
    }
  }

  /** Forgets empty chunks at the end, the head excepted. */
  void trim() {
    while (chunks.size() > 1 && chunks.get(chunks.size() - 1).count <= 0) {
      chunks.remove(chunks.size() - 1);
    }
  }

  /** False if a move is under way already. */
  boolean startMove() {
    if (removedWhileMoving != null) {
      return false;
    }
    removedWhileMoving = new HashSet<>();
    return true;
  }

  /** Removed since {@link #startMove}. */
  Set<String> removedWhileMoving() {
    return Set.copyOf(removedWhileMoving);
  }

  void endMove() {
    removedWhileMoving = null;
  }

  /** The first empty chunk that has others behind it, -1 if there is none. */
  int firstGap() {
    for (int i = 0; i < chunks.size() - 1; i++) {
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
