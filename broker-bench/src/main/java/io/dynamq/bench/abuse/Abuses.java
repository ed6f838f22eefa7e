package io.dynamq.bench.abuse;

import io.dynamq.bench.abuse.Abuse.Outcome;
import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.attack.Got;
import io.dynamq.bench.attack.Line;
import io.dynamq.bench.attack.StrictReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The abuses by name. */
final class Abuses {
  /** In the order in which they are played. */
  static final Map<String, Abuse> ALL = new LinkedHashMap<>();

  private static final int GUESSES_PER_SECOND = 20;
  private static final int LEVELS = 128;

  static {
    ALL.put("half-open", new HalfOpen(1_000, 9, false));
    ALL.put("idle half-open", new HalfOpen(1_500, 0, false));
    ALL.put("one byte a second", new HalfOpen(100, 1, true));
    ALL.put("slow readers under flood", new SlowReaders());
    ALL.put("connection churn", Abuses::churn);
    ALL.put("huge SUBSCRIBEs", Abuses::hugeSubscribes);
    ALL.put("deep topics", Abuses::deepTopics);
    ALL.put("properties in drips", new Drips());
    ALL.put("QoS 2 never released", Abuses::neverReleased);
    ALL.put("password guessing", Abuses::guessing);
  }

  private Abuses() {}

  private static Line connected(int port, int version, String id) throws IOException {
    Line line = Line.open(port, false, id.hashCode() >>> 1);
    line.send(Bytes.connect(version, id));
    Got got = new StrictReader(line.in(), version).read();
    if (got == null || got.code() != 0) {
      line.close();
      throw new IOException("refused");
    }
    return line;
  }

  private static Outcome churn(int port, long endNanos) throws InterruptedException {
    long made =
        Many.run(
            4,
            endNanos,
            (thread, turn) -> {
              try (Line line = connected(port, 5, "churn" + thread + "-" + turn % 50)) {
                line.send(Bytes.subscribe(5, 1, "churn/" + turn % 50, 1));
                return 1;
              }
            });
    return new Outcome(made > 0, "%,d connections came and went".formatted(made));
  }

  private static Outcome hugeSubscribes(int port, long endNanos) throws InterruptedException {
    Bytes filters = new Bytes().u16(1);
    int count = 0;
    while (filters.toArray().length < 900_000) {
      // As toArray copies, a thousand at a time.
      for (int i = 0; i < 1_000; i++) {
        filters.text("+/huge/" + count++ + "/+/x/#").u8(1);
      }
    }
    byte[] packet = filters.packet(0x82);
    LongAdder granted = new LongAdder();
    int each = count;
    long made =
        Many.run(
            2,
            endNanos,
            (thread, turn) -> {
              try (Line line = connected(port, 4, "huge" + thread)) {
                line.send(packet);
                Got got = new StrictReader(line.in(), 4).read();
                granted.add(got != null && got.type() == Got.SUBACK ? each : 0);
                return 1;
              }
            });
    return new Outcome(
        granted.sum() > 0, "%,d of %,d filters each, then gone".formatted(made, each));
  }

  private static Outcome deepTopics(int port, long endNanos) throws InterruptedException {
    String deep = "d/".repeat(LEVELS - 1);
    String wild = "+/".repeat(LEVELS - 1);
    String tooDeep = "/".repeat(65_000);
    AtomicLong refused = new AtomicLong();
    long published =
        Many.run(
            2,
            endNanos,
            (thread, turn) -> {
              try (Line line = connected(port, 5, "deep" + thread)) {
                StrictReader reader = new StrictReader(line.in(), 5);
                line.send(Bytes.subscribe(5, 1, wild + "+", 0));
                reader.read();
                for (int i = 0; i < 100; i++) {
                  line.send(Bytes.publish(5, deep + i, 1, 1 + i, new byte[10]));
                  while (reader.read().type() != Got.PUBACK) {
                    continue;
                  }
                }
                line.send(Bytes.publish(5, tooDeep, 1, 1, new byte[10]));
                Got got = reader.read();
                while (got != null && got.type() == Got.PUBLISH) {
                  got = reader.read();
                }
                refused.addAndGet(got == null || got.code() >= 0x80 ? 1 : 0);
                return 100;
              }
            });
    return new Outcome(
        refused.get() > 0,
        "%,d messages of %d levels; %,d of 65,000 levels refused"
            .formatted(published, LEVELS, refused.get()));
  }

  /** MQTT 3 knows no bound but the number of identifiers, which costs 8 KB. */
  private static Outcome neverReleased(int port, long endNanos) throws InterruptedException {
    AtomicLong[] most = {new AtomicLong(), new AtomicLong()};
    AtomicLong closed = new AtomicLong();
    byte[] payload = new byte[1_000];
    Many.run(
        2,
        endNanos,
        (thread, turn) -> {
          int version = 4 + thread;
          try (Line line = connected(port, version, "unreleased" + thread)) {
            StrictReader reader = new StrictReader(line.in(), version);
            long taken = 0;
            for (int id = 1; id <= 65_535 && !Abuse.isOver(endNanos); id++) {
              line.send(Bytes.publish(version, "unreleased", 2, id, payload));
              Got got = reader.read();
              if (got == null || got.type() == Got.DISCONNECT) {
                closed.incrementAndGet();
                break;
              }
              taken++;
            }
            most[thread].accumulateAndGet(taken, Math::max);
            return taken;
          }
        });
    return new Outcome(
        closed.get() > 0 && most[1].get() < 60_000,
        "MQTT 5: closed %,d times, after %,d messages; MQTT 3.1.1: %,d messages, unreleased"
            .formatted(closed.get(), most[1].get(), most[0].get()));
  }

  private static Outcome guessing(int port, long endNanos) throws InterruptedException {
    long from = System.nanoTime();
    LongAdder judged = new LongAdder();
    long tried =
        Many.run(
            4,
            endNanos,
            (thread, turn) -> {
              try (Line line = Line.open(port, false, 0)) {
                line.send(
                    new Bytes().text("MQTT").u8(5).u8(0xC2).u16(0).u8(0).text("guess" + thread)
                        .text("admin").text("secret" + turn).packet(0x10));
                Got got = new StrictReader(line.in(), 5).read();
                judged.add(got != null && got.code() == 0x86 ? 1 : 0);
                return 1;
              }
            });
    double seconds = (System.nanoTime() - from) / 1e9;
    double rate = judged.sum() / seconds;
    return new Outcome(
        rate <= GUESSES_PER_SECOND * 1.1,
        "%,d tried, %.1f judged in a second".formatted(tried, rate));
  }
}
