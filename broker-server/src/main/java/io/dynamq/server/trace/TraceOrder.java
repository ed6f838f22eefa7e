package io.dynamq.server.trace;

import io.dynamq.control.TraceScope;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A trace that is wanted.
 *
 * @param name as EMQX allows it, so that it can be part of a file's name
 * @param filter client id, topic filter or address
 * @param fromMillis when it begins, since the epoch
 * @param untilMillis when it ends, Long.MAX_VALUE = when it is stopped
 * @param form how events are written
 */
public record TraceOrder(
    String name, TraceType type, String filter, long fromMillis, long untilMillis, Form form) {
  private static final Pattern NAME = Pattern.compile("[0-9A-Za-z][A-Za-z0-9_-]{0,127}");
  private static final Pattern FILE = Pattern.compile("(log/)?([0-9A-Za-z][A-Za-z0-9._-]{0,127})");

  /**
   * What of an event is written.
   *
   * @param payload whether the beginnings of payloads are shown
   * @param troubleOnly whether only refusals and drops are
   */
  public record Form(boolean payload, boolean troubleOnly) {
    public static final Form PLAIN = new Form(false, false);
  }

  /** What it covers. */
  TraceScope scope() throws TraceRefusal {
    return type.scope(filter);
  }

  /** The name of its file; a name that could lead elsewhere is refused. */
  String fileName() throws TraceRefusal {
    if (!NAME.matcher(name).matches()) {
      throw new TraceRefusal(
          TraceRefusal.Kind.BAD_REQUEST,
          "Name should be ^[0-9A-Za-z]+[A-Za-z0-9-_]*$ and at most 128 characters");
    }
    return "trace_" + name + ".log";
  }

  /** A file that an operator names, in the log's directory and nowhere else. */
  static Path named(Path logDirectory, String file) throws TraceRefusal {
    java.util.regex.Matcher matcher = FILE.matcher(file);
    if (!matcher.matches() || matcher.group(2).startsWith("broker.log")) {
      throw new TraceRefusal(
          TraceRefusal.Kind.BAD_REQUEST,
          "expected a file in the directory of the log, such as log/trace.log");
    }
    return logDirectory.resolve(matcher.group(2));
  }
}
