package io.dynamq.server.ctl;

import io.dynamq.server.admin.Command;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.IntSupplier;

/** The option {@code --watch}: the same question again and again until somebody interrupts. */
final class Watch {
  /** Clears a terminal and goes to its first line. */
  private static final String CLEAR = "\u001b[H\u001b[2J";

  private final PrintStream out;
  private final Pause pause;
  private final boolean terminal;

  /** Waits between two answers. */
  interface Pause {

    /** False if it is enough. */
    boolean seconds(int seconds);
  }

  /**
   * @param terminal whether the screen can be cleared; else a line divides the answers
   */
  Watch(PrintStream out, Pause pause, boolean terminal) {
    this.out = out;
    this.pause = pause;
    this.terminal = terminal;
  }

  /** Whether asking again changes nothing. */
  static boolean isFor(Command command) {
    return command.method().equals("GET")
        || command.isOffline() && !command.usage().startsWith("tables create");
  }

  /**
   * How often.
   *
   * @throws IOException if it is no number of seconds
   */
  static int every(String text) throws IOException {
    if (!text.matches("[1-9]\\d{0,4}")) {
      throw new IOException("--watch: '" + text + "', expected seconds from 1 to 99999");
    }
    return Integer.parseInt(text);
  }

  /** Returns the last exit code. */
  int run(String title, int seconds, IntSupplier once) {
    int code;
    do {
      out.println((terminal ? CLEAR : "") + "Every " + seconds + "s: " + title);
      code = once.getAsInt();
      out.flush();
    } while (pause.seconds(seconds));
    return code;
  }
}
