package io.dynamq.dynamo;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** A bounded queue without locks: many add, one thread at a time takes. */
final class EventRing<T> {
  private final AtomicReferenceArray<T> places;
  private final int mask;
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();

  /**
   * @param capacity a power of two
   */
  EventRing(int capacity) {
    places = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  /** False if it is full. */
  boolean add(T element) {
    long at;
    do {
      at = added.get();
      if (at - taken.get() > mask) {
        return false;
      }
    } while (!added.compareAndSet(at, at + 1));
    places.setRelease((int) at & mask, element);
    return true;
  }

  /** The oldest; null if there is none, or if it is only just being added. */
  T poll() {
    long at = taken.get();
    int place = (int) at & mask;
    T element = places.getAcquire(place);
    if (element != null) {
      places.setRelease(place, null);
      taken.set(at + 1);
    }
    return element;
  }

  /** How many are there, about. */
  long size() {
    return added.get() - taken.get();
  }
}
