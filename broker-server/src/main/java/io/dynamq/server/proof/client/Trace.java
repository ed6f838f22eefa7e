package io.dynamq.server.proof.client;

import io.dynamq.time.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** Every packet of every client, a line each, if somebody wants them. Safe on any thread. */
public final class Trace implements AutoCloseable {
  private final PrintWriter out;
  private final Time time;

  private Trace(PrintWriter out, Time time) {
    this.out = out;
    this.time = time;
  }

  /** Writes to a file, or nothing if it is null. */
  public static Trace to(Path file, Time time) throws IOException {
    return new Trace(file == null ? null : new PrintWriter(Files.newBufferedWriter(file)), time);
  }

  boolean isOn() {
    return out != null;
  }

  /** Adds a line. */
  public void line(String who, String what) {
    if (out != null) {
      synchronized (this) {
        out.printf("%.3f %s %s%n", time.nanos() / 1e6, who, what);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (out != null) {
      out.close();
    }
  }
}
