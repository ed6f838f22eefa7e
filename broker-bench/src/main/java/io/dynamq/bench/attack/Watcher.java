package io.dynamq.bench.attack;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** A strict subscriber of everything: each packet that it is sent must be right. */
public final class Watcher implements Runnable, AutoCloseable {
  private static final int QUIET_MILLIS = 500;

  private final Line line;
  private final int version;
  private final Consumer<String> findings;
  private final LongAdder received = new LongAdder();
  private volatile boolean closed;

  /**
   * Connects and subscribes.
   *
   * @param findings told what was wrong
   */
  public Watcher(int port, boolean webSocket, int version, Consumer<String> findings)
      throws IOException {
    this.version = version;
    this.findings = findings;
    line = Line.open(port, webSocket, 0);
    line.send(Bytes.connect(version, "watcher-" + version + webSocket));
    line.send(Bytes.subscribe(version, 1, "+/#", 2));
    StrictReader reader = new StrictReader(line.in(), version);
    expect(reader.read(), Got.CONNACK);
    expect(reader.read(), Got.SUBACK);
    line.socket().setSoTimeout(QUIET_MILLIS);
  }

  private static void expect(Got got, int type) {
    if (got == null || got.type() != type || got.code() >= 0x80) {
      throw new Violation("the watcher is not served but got " + got);
    }
  }

  @Override
  public void run() {
    try {
      watch(new StrictReader(line.in(), version));
    } catch (Violation | IOException e) {
      if (!closed) {
        findings.accept("the subscriber of version " + version + ": " + e.getMessage());
      }
    }
  }

  private void watch(StrictReader reader) throws IOException {
    while (!closed) {
      Got got = next(reader);
      if (got != null) {
        received.increment();
        byte[] answer = got.answer();
        if (answer != null) {
          line.send(answer);
        }
      }
    }
  }

  /** Null if nothing comes for a while. */
  private Got next(StrictReader reader) throws IOException {
    try {
      Got got = reader.read();
      if (got == null && !closed) {
        throw new Violation("its connection has ended");
      }
      return got;
    } catch (SocketTimeoutException e) {
      return null;
    }
  }

  public long received() {
    return received.sum();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    line.close();
  }
}
