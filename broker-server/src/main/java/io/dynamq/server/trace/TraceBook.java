package io.dynamq.server.trace;

import io.dynamq.control.Control;
import io.dynamq.control.TraceEvent;
import io.dynamq.control.TraceScope;
import io.dynamq.control.Tracing;
import io.dynamq.server.trace.TraceRefusal.Kind;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All traces of a broker. Events are only kept on event loops, as many as fit; a thread of its own,
 * which there is while something is traced, writes them. Any thread that may block.
 */
public final class TraceBook implements AutoCloseable {
  /** As many as EMQX has. */
  public static final int TRACES_MAX = 30;

  static final int EVENTS_MAX = 10_000;
  private static final Logger LOG = LoggerFactory.getLogger(TraceBook.class);
  private static final long WRITE_MILLIS = 100;

  private final Path directory;
  private final Path logDirectory;
  private final long maxBytes;
  private final Control control;
  private final Time time;

  private final ConcurrentLinkedQueue<TraceEvent> events = new ConcurrentLinkedQueue<>();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong lost = new AtomicLong();
  private volatile boolean showsPayload;

  // Guarded by this.
  private final Map<String, Trace> traces = new TreeMap<>();
  private List<TraceScope> told = List.of();
  private ScheduledExecutorService writer;

  /**
   * Where traces go.
   *
   * @param directory of named traces
   * @param logDirectory of those whose file an operator names
   * @param maxBytes of each file
   */
  public record Places(Path directory, Path logDirectory, long maxBytes) {}

  public TraceBook(Places places, Control control, Time time) {
    this.directory = places.directory();
    this.logDirectory = places.logDirectory();
    this.maxBytes = places.maxBytes();
    this.control = control;
    this.time = time;
    findOld();
  }

  private void findOld() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "trace_*.log")) {
      for (Path file : files) {
        TraceOrder order = TraceHead.read(file);
        if (order != null) {
          traces.put(order.name(), new Trace(order, file));
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Old traces are no reason not to start.
      LOG.warn("old traces in {} cannot be listed: {}", directory, e.toString());
    }
  }

  public long nowMillis() {
    return time.epochMillis();
  }

  /** Starts one with a name. */
  public void start(TraceOrder order) throws TraceRefusal {
    start(order, order.name(), directory.resolve(order.fileName()));
  }

  /**
   * Starts one without a name, which runs until it is stopped, into a file of the log's directory.
   *
   * @param file such as {@code log/trace.log}
   */
  public void start(TraceType type, String filter, String file, boolean troubleOnly)
      throws TraceRefusal {
    TraceOrder order =
        new TraceOrder(
            "",
            type,
            filter,
            nowMillis(),
            Long.MAX_VALUE,
            new TraceOrder.Form(false, troubleOnly));
    start(order, key(type, filter), TraceOrder.named(logDirectory, file));
  }

  /** A name of a trace has no such sign. */
  private static String key(TraceType type, String filter) {
    return type.text() + "=" + filter;
  }

  private synchronized void start(TraceOrder order, String key, Path path) throws TraceRefusal {
    TraceScope scope = order.scope();
    if (traces.containsKey(key)) {
      throw new TraceRefusal(Kind.EXISTS, key + " Already Exists");
    }
    if (traces.size() >= TRACES_MAX) {
      throw new TraceRefusal(
          Kind.BAD_REQUEST, "there are " + TRACES_MAX + " traces, delete one that is not needed");
    }
    if (order.untilMillis() <= Math.max(order.fromMillis(), nowMillis())) {
      throw new TraceRefusal(Kind.BAD_REQUEST, "the end is not behind the beginning and now");
    }
    write();
    try {
      TraceFile file = TraceFile.create(path, maxBytes);
      file.add(TraceHead.of(order));
      file.flush();
      traces.put(key, new Trace(order, scope, file));
    } catch (FileAlreadyExistsException e) {
      throw new TraceRefusal(Kind.EXISTS, "there is a file " + path + " already");
    } catch (IOException e) {
      throw new TraceRefusal(Kind.BAD_REQUEST, "the file " + path + " cannot be made: " + e);
    }
    tell();
  }

  /** Ends a trace; its file stays. */
  public synchronized void stop(String name) throws TraceRefusal {
    write();
    found(name).end(time.epochMicros(), "it was stopped");
    tell();
  }

  /** Ends a trace that has no name; its file stays. */
  public synchronized void stop(TraceType type, String filter) throws TraceRefusal {
    stop(key(type, filter));
    traces.remove(key(type, filter));
  }

  /** Ends a trace and deletes its file. */
  public synchronized void delete(String name) throws TraceRefusal {
    stop(name);
    Trace gone = traces.remove(name);
    try {
      Files.deleteIfExists(gone.path());
    } catch (IOException e) {
      throw new TraceRefusal(Kind.BAD_REQUEST, gone.path() + " cannot be deleted: " + e);
    }
  }

  /** The same for all that have a name. */
  public synchronized void clear() throws TraceRefusal {
    for (TraceView one : named()) {
      delete(one.order().name());
    }
  }

  private Trace found(String name) throws TraceRefusal {
    Trace trace = traces.get(name);
    if (trace == null) {
      throw new TraceRefusal(Kind.NOT_FOUND, name + " Not Found");
    }
    return trace;
  }

  /** Those with a name, the youngest first. */
  public synchronized List<TraceView> named() {
    return views().stream()
        .filter(one -> !one.order().name().isEmpty())
        .sorted(Comparator.comparingLong((TraceView one) -> one.order().fromMillis()).reversed())
        .toList();
  }

  /** Those without. */
  public synchronized List<TraceView> nameless() {
    return views().stream().filter(one -> one.order().name().isEmpty()).toList();
  }

  public synchronized TraceView find(String name) throws TraceRefusal {
    write();
    return view(found(name));
  }

  private List<TraceView> views() {
    write();
    return traces.values().stream().map(this::view).toList();
  }

  private TraceView view(Trace trace) {
    return new TraceView(
        trace.order(), trace.status(nowMillis()), trace.path(), trace.size());
  }

  /** A part of a trace's file, empty behind its end. */
  public byte[] read(String name, long position, int maxBytesRead) throws TraceRefusal {
    TraceView view = find(name);
    try {
      return TraceFile.read(view.file(), position, maxBytesRead);
    } catch (IOException e) {
      throw new TraceRefusal(Kind.NOT_FOUND, view.file() + " cannot be read: " + e.getMessage());
    }
  }

  // ---- events

  /** On event loops. */
  private void take(TraceEvent event) {
    if (waiting.incrementAndGet() > EVENTS_MAX) {
      waiting.decrementAndGet();
      lost.incrementAndGet();
      return;
    }
    events.add(bounded(event));
  }

  /** A large payload must not be kept for its beginning. */
  private TraceEvent bounded(TraceEvent event) {
    byte[] all = event.payload();
    if (all == null) {
      return event;
    }
    byte[] shown =
        showsPayload
            ? Arrays.copyOf(all, Math.min(all.length, TraceLine.PAYLOAD_BYTES_MAX))
            : null;
    return new TraceEvent(
        event.atMicros(), event.step(), event.who(), event.topic(), event.words(), shown);
  }

  /** Writes what has come, and begins and ends what is due. */
  synchronized void write() {
    long missing = lost.getAndSet(0);
    traces.values().forEach(trace -> trace.lost(missing, time.epochMicros()));
    for (TraceEvent event = events.poll(); event != null; event = events.poll()) {
      waiting.decrementAndGet();
      TraceEvent each = event;
      traces.values().forEach(trace -> trace.take(each));
    }
    for (Trace trace : traces.values()) {
      if (!trace.isOver() && nowMillis() >= trace.order().untilMillis()) {
        trace.end(time.epochMicros(), "its time is over");
      }
      trace.flush();
    }
    tell();
  }

  /** Tells the broker what is traced now. */
  private void tell() {
    List<TraceScope> scopes = new ArrayList<>();
    boolean payload = false;
    boolean due = false;
    for (Trace trace : traces.values()) {
      due |= !trace.isOver();
      if (trace.isRunning(nowMillis())) {
        scopes.add(trace.scope());
        payload |= trace.order().form().payload();
      }
    }
    showsPayload = payload;
    if (!scopes.equals(told)) {
      told = scopes;
      control.trace(new Tracing(scopes, this::take));
    }
    keepWriting(due);
  }

  private void keepWriting(boolean due) {
    if (due && writer == null) {
      writer =
          Executors.newSingleThreadScheduledExecutor(
              work -> {
                Thread thread = new Thread(work, "dynamq-traces");
                thread.setDaemon(true);
                return thread;
              });
      writer.scheduleWithFixedDelay(
          this::write, WRITE_MILLIS, WRITE_MILLIS, TimeUnit.MILLISECONDS);
    } else if (!due && writer != null) {
      writer.shutdown();
      writer = null;
    }
  }

  /** Ends all; files stay. */
  @Override
  public synchronized void close() {
    write();
    traces.values().forEach(trace -> trace.end(time.epochMicros(), "the broker stops"));
    tell();
  }
}
