package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.Position;
import java.util.ArrayList;
import java.util.List;

/**
 * What a session's row says of messages of QoS 2 with the promise of the store that came to its
 * queue from another one, a member's from its shared group's or the other way.
 *
 * @param through the last that the row tells of: up to there all are in this queue for good
 * @param taken where they were, as far as the store may still have them there
 * @param gaps where an earlier process with its log died: what came from another queue is still there
 */
record MoveMarks(Position through, List<Place> taken, List<Gap> gaps) {
  /** The oldest go first; so long after, nothing of them waits in a queue any more. */
  private static final int GAPS_MAX = 64;

  private static final int TAKEN_BYTES = 8;
  private static final int GAP_BYTES = 32;
  private static final int NAME_BYTES = 64;

  /** Behind one position, up to and with another. */
  record Gap(Position after, Position through) {
    boolean has(Position position) {
      return after.compareTo(position) < 0 && position.compareTo(through) <= 0;
    }
  }

  MoveMarks {
    taken = List.copyOf(taken);
    gaps = List.copyOf(gaps.subList(Math.max(0, gaps.size() - GAPS_MAX), gaps.size()));
  }

  boolean isVoid(Position position) {
    return gaps.stream().anyMatch(gap -> gap.has(position));
  }

  /**
   * Of a queue whose process has died together with its log.
   *
   * @param last everything in the queue is at or before it
   */
  MoveMarks orphaned(Position last) {
    List<Gap> all = new ArrayList<>(gaps);
    all.add(new Gap(through, last));
    return new MoveMarks(last, taken, all);
  }

  /** Of one whose log was replayed: that has taken everything out of where it was. */
  MoveMarks settled() {
    return new MoveMarks(through, List.of(), gaps);
  }

  byte[] write() {
    RecordWriter out =
        new RecordWriter(NAME_BYTES + taken.size() * TAKEN_BYTES + gaps.size() * GAP_BYTES);
    write(out, through);
    out.number(taken.size());
    Place last = new Place(null, Position.START);
    for (Place place : taken) {
      // One after another of the same queue, microseconds apart: a few bytes each.
      boolean follows =
          place.client().equals(last.client())
              && place.position().epoch() == last.position().epoch()
              && place.position().sequence() >= last.position().sequence();
      out.octet(follows ? 1 : 0);
      if (follows) {
        out.number(place.position().sequence() - last.position().sequence());
      } else {
        out.text(place.client().value());
        write(out, place.position());
      }
      last = place;
    }
    out.number(gaps.size());
    for (Gap gap : gaps) {
      write(out, gap.after);
      write(out, gap.through);
    }
    return out.toBytes();
  }

  private static void write(RecordWriter out, Position position) {
    out.number(position.epoch());
    out.number(position.sequence());
  }

  static MoveMarks read(byte[] bytes, String where) {
    RecordReader in = new RecordReader(bytes, where);
    Position through = position(in);
    int count = in.count();
    List<Place> taken = new ArrayList<>(count);
    Place last = null;
    for (int i = 0; i < count; i++) {
      last = in.octet() == 1 ? next(last, in.number()) : new Place(new ClientId(in.text()), position(in));
      taken.add(last);
    }
    int gapCount = in.count();
    List<Gap> gaps = new ArrayList<>(gapCount);
    for (int i = 0; i < gapCount; i++) {
      gaps.add(new Gap(position(in), position(in)));
    }
    in.end();
    return new MoveMarks(through, taken, gaps);
  }

  private static Place next(Place last, long more) {
    Position at = last.position();
    return new Place(last.client(), new Position(at.epoch(), at.sequence() + more));
  }

  private static Position position(RecordReader in) {
    return new Position(in.number(), in.number());
  }
}
