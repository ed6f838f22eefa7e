package io.dynamq.dynamo;

import io.dynamq.message.MessageId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a publisher's row says of its messages of QoS 2 whose promise is the store: all up to one have
 * led to everything that they lead to, but for those that were open.
 *
 * @param through the newest that the row tells of
 * @param open older ones that it does not tell of
 * @param gaps where an earlier process with its log died: what is in them never counted
 */
record PublishMarks(MessageId through, List<MessageId> open, List<Gap> gaps) {
  /** The oldest go first; so long after, nothing of them waits in a queue any more. */
  private static final int GAPS_MAX = 64;

  private static final int ID_BYTES = 16;

  /** From one to another, both included. */
  record Gap(MessageId from, MessageId to) {
    boolean has(MessageId id) {
      return from.compareTo(id) <= 0 && id.compareTo(to) <= 0;
    }
  }

  PublishMarks {
    open = List.copyOf(open);
    gaps = List.copyOf(gaps.subList(Math.max(0, gaps.size() - GAPS_MAX), gaps.size()));
  }

  boolean isVoid(MessageId id) {
    return gaps.stream().anyMatch(gap -> gap.has(id));
  }

  /**
   * Of a publisher whose process has died together with its log.
   *
   * @param now everything is older
   */
  PublishMarks orphaned(MessageId now) {
    List<Gap> all = new ArrayList<>(gaps);
    open.forEach(id -> all.add(new Gap(id, id)));
    all.add(new Gap(next(through), now));
    return new PublishMarks(now, List.of(), all);
  }

  /** Of one whose log was replayed: that has settled everything. */
  PublishMarks settled(MessageId now) {
    return new PublishMarks(now, List.of(), gaps);
  }

  private static MessageId next(MessageId id) {
    return id.rest() == -1 ? new MessageId(id.micros() + 1, 0) : new MessageId(id.micros(), id.rest() + 1);
  }

  byte[] write() {
    RecordWriter out = new RecordWriter(8 + (1 + open.size() + 2 * gaps.size()) * ID_BYTES);
    write(out, through);
    out.number(open.size());
    open.forEach(id -> write(out, id));
    out.number(gaps.size());
    for (Gap gap : gaps) {
      write(out, gap.from);
      write(out, gap.to);
    }
    return out.toBytes();
  }

  private static void write(RecordWriter out, MessageId id) {
    out.fixed(id.micros()).fixed(id.rest());
  }

  static PublishMarks read(byte[] bytes, String where) {
    RecordReader in = new RecordReader(bytes, where);
    MessageId through = id(in);
    int opened = in.count();
    List<MessageId> open = new ArrayList<>(opened);
    for (int i = 0; i < opened; i++) {
      open.add(id(in));
    }
    int count = in.count();
    List<Gap> gaps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      gaps.add(new Gap(id(in), id(in)));
    }
    in.end();
    return new PublishMarks(through, open, gaps);
  }

  private static MessageId id(RecordReader in) {
    return new MessageId(in.fixed(), in.fixed());
  }
}
