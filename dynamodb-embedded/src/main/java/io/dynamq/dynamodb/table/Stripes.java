package io.dynamq.dynamodb.table;

import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A fixed number of locks, shared out among all keys. Always taken in ascending order. */
final class Stripes {

  private static final int COUNT = 256;

  private final List<Lock> locks = Stream.<Lock>generate(ReentrantLock::new).limit(COUNT).toList();

  /** Holds the locks of some keys until closed. */
  Held lock(IntStream keyHashes) {
    return hold(keyHashes.map(hash -> Math.floorMod(hash, COUNT)).sorted().distinct());
  }

  /** Holds all locks, so that no write is under way. */
  Held lockAll() {
    return hold(IntStream.range(0, COUNT));
  }

  private Held hold(IntStream ascending) {
    List<Lock> held = ascending.mapToObj(locks::get).toList();
    held.forEach(Lock::lock);
    return () -> held.forEach(Lock::unlock);
  }

  /** Locks that are held; released by closing. */
  @FunctionalInterface
  interface Held extends AutoCloseable {
    @Override
    void close();
  }
}
