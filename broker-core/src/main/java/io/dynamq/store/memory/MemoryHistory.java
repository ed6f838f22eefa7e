package io.dynamq.store.memory;

import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryStore;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The history of everything in memory: the newest events, up to a bound. */
final class MemoryHistory implements HistoryStore {
  private static final int EVENTS_MAX = 100_000;

  private final ConcurrentLinkedDeque<HistoryEvent> events = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  @Override
  public boolean isEnabled() {
    return true;
  }

  @Override
  public boolean recordsMessages() {
    return true;
  }

  @Override
  public boolean records(TopicName topic) {
    return true;
  }

  @Override
  public void note(HistoryEvent event) {
    events.add(event);
    if (count.incrementAndGet() > EVENTS_MAX && events.poll() != null) {
      count.decrementAndGet();
    }
  }

  @Override
  public CompletableFuture<Void> read(long fromMicros, Consumer<HistoryEvent> receiver) {
    for (HistoryEvent each : events) {
      if (each.atMicros() >= fromMicros) {
        receiver.accept(each);
      }
    }
    return CompletableFuture.completedFuture(null);
  }
}
