package io.dynamq.server.trace;

import io.dynamq.control.TraceEvent;
import io.dynamq.control.TraceScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One trace with its file. Guarded by its book. */
final class Trace {
  private static final Logger LOG = LoggerFactory.getLogger(Trace.class);

  private final TraceOrder order;
  private final TraceScope scope;
  private final Path path;

  /** Null when it has ended. */
  private TraceFile file;

  Trace(TraceOrder order, TraceScope scope, TraceFile file) {
    this.order = order;
    this.scope = scope;
    this.path = file.path();
    this.file = file;
  }

  /** One whose file an earlier broker has left. */
  Trace(TraceOrder order, Path path) {
    this.order = order;
    this.scope = null;
    this.path = path;
  }

  TraceOrder order() {
    return order;
  }

  TraceScope scope() {
    return scope;
  }

  Path path() {
    return path;
  }

  boolean isOver() {
    return file == null;
  }

  boolean isRunning(long nowMillis) {
    return file != null && nowMillis >= order.fromMillis() && nowMillis < order.untilMillis();
  }

  /** EMQX's words. */
  String status(long nowMillis) {
    return file == null || nowMillis >= order.untilMillis()
        ? "stopped"
        : nowMillis < order.fromMillis() ? "waiting" : "running";
  }

  long size() {
    try {
      return Files.size(path);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Writes an event if it is covered. */
  void take(TraceEvent event) {
    boolean wanted = !order.form().troubleOnly() || event.step().isTrouble();
    if (file == null || !wanted || !scope.covers(event.who(), event.topic())) {
      return;
    }
    write(TraceLine.of(event, order.form().payload()), event.atMicros());
  }

  /** Events that nobody could keep. */
  void lost(long events, long atMicros) {
    if (file != null && events > 0) {
      write(
          TraceLine.time(atMicros) + " [warning] " + events
              + " events are missing here, they came faster than they were written\n",
          atMicros);
    }
  }

  private void write(String line, long atMicros) {
    try {
      if (!file.add(line)) {
        end(atMicros, "the file is as large as it may be");
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /** A disk that is full ends a trace, nothing else. */
  private void failed(IOException fault) {
    LOG.warn("the trace in {} ends: {}", path, fault.toString());
    close();
  }

  void flush() {
    try {
      if (file != null) {
        file.flush();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  /** Writes why, and closes the file. */
  void end(long atMicros, String why) {
    try {
      if (file != null) {
        file.end(TraceLine.time(atMicros) + " [debug] the trace ends: " + why + "\n");
        file.flush();
      }
    } catch (IOException e) {
      LOG.warn("the trace in {} ends: {}", path, e.toString());
    }
    close();
  }

  private void close() {
    TraceFile was = file;
    file = null;
    try {
      if (was != null) {
        was.close();
      }
    } catch (IOException e) {
      LOG.debug("{} is not closed", path, e);
    }
  }
}
