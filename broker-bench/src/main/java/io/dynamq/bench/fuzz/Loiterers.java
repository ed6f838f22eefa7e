package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Bytes;
import io.dynamq.bench.attack.Line;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Connections that say too little and stay: the broker has to end them by itself. One begins every
 * few milliseconds; each is looked at when its time is over.
 */
final class Loiterers implements Runnable, AutoCloseable {
  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /** The time for CONNECT is 10 s; more, because this machine is meant to be busy. */
  private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** Of a keep alive of one second. */
  private static final long KEEP_ALIVE_NANOS = TimeUnit.SECONDS.toNanos(6);

  private final int tcpPort;
  private final int webSocketPort;
  private final Tally tally;
  private final Random random;
  private final Deque<Loiterer> open = new ArrayDeque<>();
  private volatile boolean closed;
  private volatile int ended;

  private record Loiterer(Line line, String what, long dueNanos) {}

  Loiterers(int tcpPort, int webSocketPort, Tally tally, long seed) {
    this.tcpPort = tcpPort;
    this.webSocketPort = webSocketPort;
    this.tally = tally;
    random = new Random(seed);
  }

  @Override
  public void run() {
    try {
      while (!closed) {
        open.add(begin(random.nextInt(5)));
        endThoseDue();
        LockSupport.parkNanos(EVERY_NANOS);
      }
      while (!open.isEmpty()) {
        endThoseDue();
        LockSupport.parkNanos(EVERY_NANOS);
      }
    } catch (IOException e) {
      tally.found("the connections that stay: " + e);
    }
  }

  private Loiterer begin(int kind) throws IOException {
    boolean webSocket = random.nextBoolean();
    int port = webSocket ? webSocketPort : tcpPort;
    int version = 3 + random.nextInt(3);
    byte[] connect = Bytes.connect(version, "loiterer");
    byte[] part = Arrays.copyOf(connect, random.nextInt(connect.length));
    String what = "version " + version + (webSocket ? " over WebSocket, " : ", ");
    if (kind == 0) {
      Line line = Line.bare(port, webSocket, random.nextInt(40_000));
      line.raw(Bytes.utf8(webSocket ? "GET /mqtt HTTP/1.1\r\nHost:" : ""));
      return new Loiterer(line, what + "says nothing", System.nanoTime() + CONNECT_NANOS);
    }
    Line line = Line.open(port, webSocket, random.nextInt(40_000));
    if (kind < 4) {
      line.send(part);
      return new Loiterer(line, what + "half a CONNECT", System.nanoTime() + CONNECT_NANOS);
    }
    byte[] lively = Bytes.connect(version, "loiterer" + random.nextInt(1_000_000));
    // Keep alive stands behind protocol, level and flags.
    lively[version == 3 ? 13 : 11] = 1;
    line.send(lively);
    return new Loiterer(line, what + "silent after CONNECT", System.nanoTime() + KEEP_ALIVE_NANOS);
  }

  private void endThoseDue() throws IOException {
    for (int i = open.size(); i > 0; i--) {
      Loiterer one = open.remove();
      if (System.nanoTime() < one.dueNanos()) {
        open.add(one);
        continue;
      }
      if (one.line().endsWithin(50)) {
        ended++;
      } else {
        tally.found("left open: " + one.what());
      }
      one.line().close();
    }
  }

  int ended() {
    return ended;
  }

  @Override
  public void close() {
    closed = true;
  }
}
