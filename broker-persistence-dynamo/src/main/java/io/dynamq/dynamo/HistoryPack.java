package io.dynamq.dynamo;

import io.dynamq.message.MessageId;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Events of one node as bytes: times as differences, texts and the sources of message ids once each,
 * then compressed. Not thread-safe.
 */
final class HistoryPack {
  private static final int KIND = 15;
  private static final int HAS_ID = 16;
  private static final int HAS_TOPIC = 32;
  private static final int HAS_WORDS = 64;
  private static final int INFLATED_MAX = 16 << 20;
  private static final Kind[] KINDS = Kind.values();

  private final RecordWriter out = new RecordWriter(4_096);
  private final Map<String, Integer> texts = new HashMap<>();
  private final Map<Long, Integer> sources = new HashMap<>();
  private long firstMicros;
  private long lastMicros;
  private long newestMicros;
  private int count;

  void add(HistoryEvent event) {
    if (count++ == 0) {
      firstMicros = event.atMicros();
      lastMicros = firstMicros;
      out.fixed(firstMicros);
    }
    MessageId id = event.messageId();
    out.octet(
        event.kind().ordinal()
            | (id == null ? 0 : HAS_ID)
            | (event.topic() == null ? 0 : HAS_TOPIC)
            | (event.words() == null ? 0 : HAS_WORDS));
    signed(event.atMicros() - lastMicros);
    lastMicros = event.atMicros();
    newestMicros = Math.max(newestMicros, lastMicros);
    text(event.client());
    out.number(event.number());
    if (id != null) {
      signed(id.micros() - lastMicros);
      source(id.rest() >>> 16);
      out.number(id.rest() & 0xFFFF);
    }
    if (event.topic() != null) {
      text(event.topic());
    }
    if (event.words() != null) {
      text(event.words());
    }
  }

  /** Small numbers of either sign are short. */
  private void signed(long value) {
    out.number(value << 1 ^ value >> 63);
  }

  private void text(String text) {
    Integer known = texts.putIfAbsent(text, texts.size() + 1);
    out.number(known == null ? 0 : known);
    if (known == null) {
      out.text(text);
    }
  }

  private void source(long source) {
    Integer known = sources.putIfAbsent(source, sources.size() + 1);
    out.number(known == null ? 0 : known);
    if (known == null) {
      out.fixed(source);
    }
  }

  boolean isEmpty() {
    return count == 0;
  }

  int count() {
    return count;
  }

  /** Before compression. */
  int bytes() {
    return out.length();
  }

  long firstMicros() {
    return firstMicros;
  }

  long newestMicros() {
    return newestMicros;
  }

  /** A version byte, the length before compression, and a zlib stream. */
  byte[] toBytes() {
    byte[] raw = out.toBytes();
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(raw, 1, raw.length - 1);
      deflater.finish();
      // What cannot be compressed grows a little; with too little room this would never end.
      byte[] packed = new byte[raw.length + raw.length / 1_000 + 64];
      int size = 0;
      while (!deflater.finished()) {
        size += deflater.deflate(packed, size, packed.length - size);
      }
      RecordWriter whole = new RecordWriter(size + 16);
      whole.number(raw.length - 1);
      return whole.bytes(java.util.Arrays.copyOf(packed, size)).toBytes();
    } finally {
      deflater.end();
    }
  }

  /** What {@link #toBytes} wrote, in its order. */
  static List<HistoryEvent> read(byte[] bytes, String where) {
    RecordReader packed = new RecordReader(bytes, where);
    long size = packed.number();
    if (size < 0 || size > INFLATED_MAX) {
      throw packed.corrupt("announces " + size + " bytes");
    }
    byte[] raw = new byte[(int) size + 1];
    raw[0] = RecordWriter.VERSION;
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed.bytes());
      if (inflater.inflate(raw, 1, raw.length - 1) != size) {
        throw packed.corrupt("is shorter than it says");
      }
    } catch (DataFormatException e) {
      throw packed.corrupt("is no zlib stream");
    } finally {
      inflater.end();
    }
    return new Events(new RecordReader(raw, where)).all();
  }

  /** The same way back. */
  private static final class Events {
    private final RecordReader in;
    private final List<String> texts = new ArrayList<>();
    private final List<Long> sources = new ArrayList<>();

    Events(RecordReader in) {
      this.in = in;
    }

    List<HistoryEvent> all() {
      List<HistoryEvent> all = new ArrayList<>();
      long at = in.fixed();
      while (!in.isAtEnd()) {
        int head = in.octet();
        if ((head & KIND) >= KINDS.length) {
          throw in.corrupt("holds an event of unknown kind");
        }
        at += signed();
        String client = text();
        long number = in.number();
        MessageId id = (head & HAS_ID) == 0 ? null : id(at);
        String topic = (head & HAS_TOPIC) == 0 ? null : text();
        String words = (head & HAS_WORDS) == 0 ? null : text();
        all.add(new HistoryEvent(KINDS[head & KIND], at, id, client, topic, number, words));
      }
      return all;
    }

    private MessageId id(long at) {
      long micros = at + signed();
      return new MessageId(micros, source() << 16 | in.number());
    }

    private long signed() {
      long value = in.number();
      return value >>> 1 ^ -(value & 1);
    }

    private String text() {
      int place = (int) in.number();
      if (place == 0) {
        texts.add(in.text());
        return texts.get(texts.size() - 1);
      }
      return at(texts, place);
    }

    private long source() {
      int place = (int) in.number();
      if (place == 0) {
        sources.add(in.fixed());
        return sources.get(sources.size() - 1);
      }
      return at(sources, place);
    }

    private <T> T at(List<T> list, int place) {
      if (place < 1 || place > list.size()) {
        throw in.corrupt("refers to what it has not told");
      }
      return list.get(place - 1);
    }
  }
}
