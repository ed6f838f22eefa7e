package io.dynamq.routing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A large audience: changed in place under the table's lock, because copying it for each of a
 * million subscribers of one topic would take quadratic time.
 */
final class Crowd implements Audience {
  private final ConcurrentHashMap<Subscriber, Entry> entries = new ConcurrentHashMap<>(64);

  Crowd(Audience start) {
    start.forEach(this::with);
  }

  @Override
  public Audience with(Entry entry) {
    entries.put(entry.subscriber(), entry);
    return this;
  }

  @Override
  public Audience without(Subscriber subscriber) {
    entries.remove(subscriber);
    return entries.isEmpty() ? null : this;
  }

  @Override
  public Entry find(Subscriber subscriber) {
    return entries.get(subscriber);
  }

  @Override
  public int count() {
    return entries.size();
  }

  @Override
  public void forEach(Consumer<Entry> receiver) {
    entries.values().forEach(receiver);
  }

  @Override
  public void offer(String sender, Sink sink) {
    for (Entry entry : entries.values()) {
      entry.offer(sender, sink);
    }
  }
}
