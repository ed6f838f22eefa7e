package io.dynamq.bench.abuse;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.attack.Got;
import io.dynamq.bench.attack.Line;
import io.dynamq.bench.attack.StrictReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Subscribers that never read, of what two publishers send as fast as they can. */
final class SlowReaders implements Abuse {
  private static final int READERS = 10;
  private static final int BATCH = 50;
  private static final byte[] PAYLOAD = new byte[1_000];

  @Override
  public Outcome run(int port, long endNanos) throws IOException, InterruptedException {
    List<Line> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      readers.add(subscribed(port, i));
    }
    long sent = Many.run(2, endNanos, (thread, turn) -> flood(port, thread, endNanos));
    int ended = 0;
    for (Line reader : readers) {
      ended += reader.endsWithin(1) ? 1 : 0;
      reader.close();
    }
    return new Outcome(
        sent > 0,
        "%,d messages of 1 KB for %d that read none; %d of them closed by now"
            .formatted(sent, READERS, ended));
  }

  private static Line subscribed(int port, int number) throws IOException {
    Line line = Line.open(port, false, number);
    line.send(Bytes.connect(4, "slow" + number));
    line.send(Bytes.subscribe(4, 1, "flood/#", number % 2));
    StrictReader reader = new StrictReader(line.in(), 4);
    reader.read();
    reader.read();
    return line;
  }

  /** Half of the messages of QoS 1, the last of a batch acknowledged before the next. */
  private static long flood(int port, int thread, long endNanos) throws IOException {
    long sent = 0;
    try (Line line = Line.open(port, false, thread)) {
      line.send(Bytes.connect(4, "flood" + thread));
      StrictReader reader = new StrictReader(line.in(), 4);
      reader.read();
      while (!Abuse.isOver(endNanos)) {
        Bytes batch = new Bytes();
        for (int i = 1; i <= BATCH; i++) {
          batch.raw(Bytes.publish(4, "flood/" + thread, i % 2, i, PAYLOAD));
        }
        line.send(batch.toArray());
        for (int i = 1; i <= BATCH / 2; i++) {
          Got got = reader.read();
          if (got == null) {
            return sent;
          }
        }
        sent += BATCH;
      }
    }
    return sent;
  }
}
