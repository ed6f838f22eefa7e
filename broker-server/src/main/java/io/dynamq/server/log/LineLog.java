package io.dynamq.server.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Makes lines of the log of what is printed, for consoles where everything has to be JSON. */
public final class LineLog extends OutputStream {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final Consumer<String> lines;

  private LineLog(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Prints into a log; empty lines are left out. */
  public static PrintStream to(Consumer<String> lines) {
    return new PrintStream(new LineLog(lines), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    if (b != '\n') {
      line.write(b);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8).strip();
    line.reset();
    if (!text.isEmpty()) {
      lines.accept(text);
    }
  }
}
