package io.dynamq.routing;

import java.util.Arrays;
import java.util.function.Consumer;

/** A small audience in an array that is copied on each change. */
record Few(Entry... entries) implements Audience {
  /** Beyond this, copying costs more than the memory that a map takes. */
  private static final int MAX = 32;

  @Override
  public Audience with(Entry entry) {
    int index = indexOf(entry.subscriber());
    if (index < 0 && entries.length == MAX) {
      return new Crowd(this).with(entry);
    }
    Entry[] copy = Arrays.copyOf(entries, index < 0 ? entries.length + 1 : entries.length);
    copy[index < 0 ? entries.length : index] = entry;
    return new Few(copy);
  }

  @Override
  public Audience without(Subscriber subscriber) {
    int index = indexOf(subscriber);
    if (index < 0) {
      return this;
    }
    if (entries.length == 2) {
      return entries[1 - index];
    }
    Entry[] copy = Arrays.copyOf(entries, entries.length - 1);
    System.arraycopy(entries, index + 1, copy, index, copy.length - index);
    return new Few(copy);
  }

  @Override
  public Entry find(Subscriber subscriber) {
    int index = indexOf(subscriber);
    return index < 0 ? null : entries[index];
  }

  private int indexOf(Subscriber subscriber) {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i].subscriber() == subscriber) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int count() {
    return entries.length;
  }

  @Override
  public void forEach(Consumer<Entry> receiver) {
    for (Entry entry : entries) {
      receiver.accept(entry);
    }
  }

  @Override
  public void offer(String sender, Sink sink) {
    for (Entry entry : entries) {
      entry.offer(sender, sink);
    }
  }
}
