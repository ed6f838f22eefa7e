package io.dynamq.bench.durability;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** What all clients of a run have seen. Any thread. */
final class Watch {
  private final AtomicReference<Latencies> span = new AtomicReference<>(new Latencies());
  private final AtomicLong last = new AtomicLong(System.nanoTime());
  private final AtomicLong gap = new AtomicLong();
  private final AtomicReference<Exception> fault = new AtomicReference<>();

  /** What a client does until its connection ends. */
  interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** What happened since the last call. */
  record Span(Latencies latencies, double gapMillis) {}

  void thread(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException | InterruptedException e) {
                fault.compareAndSet(null, e);
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  void acknowledged(long nanos) {
    span.get().add(nanos);
    long now = System.nanoTime();
    gap.accumulateAndGet(now - last.getAndSet(now), Math::max);
  }

  /** Begins the next span. */
  Span next() {
    return new Span(span.getAndSet(new Latencies()), gap.getAndSet(0) / 1e6);
  }

  /** Fails as a client has failed. */
  void check() throws IOException {
    Exception failed = fault.get();
    if (failed != null) {
      throw new IOException("a client failed: " + failed.getMessage(), failed);
    }
  }
}
