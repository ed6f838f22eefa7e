package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The unflushed state by key, and the line in which it waits for the flusher. Authoritative: it never
 * evicts. Any thread.
 */
final class DirtyMap {

  private final ConcurrentHashMap<ItemKey, Entry> entries = new ConcurrentHashMap<>();
  private final Partitions partitions = new Partitions();
  private final DueLine line = new DueLine();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong count = new AtomicLong();

  long count() {
    return count.get();
  }

  long bytes() {
    return bytes.get();
  }

  /** The lowest generation of any entry, Long.MAX_VALUE if there is none. Looks at every entry. */
  long oldestGeneration() {
    long oldest = Long.MAX_VALUE;
    for (Entry entry : entries.values()) {
      oldest = Math.min(oldest, entry.oldestGeneration());
    }
    return oldest;
  }

  /**
   * When the oldest state became dirty that the store does not have, also if it is on its way, or
   * the given time if there is none. Looks at every entry.
   */
  long oldestSinceNanos(long now) {
    long age = 0;
    for (Entry entry : entries.values()) {
      age = Math.max(age, now - entry.sinceNanos());
    }
    return now - age;
  }

  /**
   * A state to be kept.
   *
   * @param fresh if the key is new here, the store cannot have it either
   * @param lease must be valid when it is flushed, null if it needs none
   * @param mayLapse if it is likely to be taken back soon: who waits for it waits a little then
   */
  record Acceptance(Stage stage, Write write, boolean fresh, Lease lease, boolean mayLapse) {}

  /**
   * When a state was accepted.
   *
   * @param generation of the write-ahead log, where what the state says may be found from then on
   */
  record Moment(long generation, long nanos) {}

  /**
   * Keeps the newest state of a key.
   *
   * @param future null if nobody waits; else the entry is urgent, or nearly so
   * @return how many writes became needless
   */
  int accept(
      ItemKey key, Acceptance acceptance, Moment now, CompletableFuture<Void> future) {
    int[] elided = new int[1];
    List<CompletableFuture<Void>> done = new ArrayList<>(0);
    entries.compute(
        key,
        (k, present) -> {
          Entry entry = present == null ? opened(k, acceptance.fresh) : present;
          int before = entry.bytes();
          boolean wasWanted = entry.wanted != null;
          elided[0] = entry.accept(acceptance.write);
          bytes.addAndGet(entry.bytes() - before);
          if (entry.wanted == null) {
            done.addAll(entry.elided());
            if (future != null) {
              done.add(future);
            }
            return entry.isClean() ? closed(entry) : entry;
          }
          entry.stage = entry.wanted instanceof Write.Delete ? Stage.DELETES : acceptance.stage;
          entry.lease = acceptance.lease;
          if (!wasWanted) {
            entry.dirtySinceNanos = now.nanos;
            entry.wantedGeneration = now.generation;
            enqueue(entry);
          }
          await(entry, future, acceptance.mayLapse ? Urgency.SOON : Urgency.NOW);
          return entry;
        });
    done.forEach(waiter -> waiter.complete(null));
    return elided[0];
  }

  private void await(Entry entry, CompletableFuture<Void> future, Urgency urgency) {
    if (future != null) {
      entry.addWaiter(future);
      if (entry.urgency.compareTo(urgency) < 0) {
        entry.urgency = urgency;
        enqueue(entry);
      }
    }
  }

  private void enqueue(Entry entry) {
    if (entry.underWay == null) {
      line.add(entry);
    }
  }

  private Entry opened(ItemKey key, boolean fresh) {
    count.incrementAndGet();
    partitions.add(key);
    return new Entry(key, fresh);
  }

  private Entry closed(Entry entry) {
    count.decrementAndGet();
    partitions.remove(entry.key);
    return null;
  }

  /** The newest unflushed state, null if there is none. */
  Write peek(ItemKey key) {
    Write[] newest = new Write[1];
    entries.computeIfPresent(
        key,
        (k, entry) -> {
          newest[0] = entry.newest();
          return entry;
        });
    return newest[0];
  }

  /** True if no item of this partition is unflushed; for tables with a sort key. */
  boolean isClean(TableSpec table, String hash) {
    return partitions.isClean(table, hash);
  }

  /** Unflushed states of all items of one partition; for tables with a sort key. */
  Map<ItemKey, Write> peek(TableSpec table, String hash) {
    Map<ItemKey, Write> found = new HashMap<>();
    for (ItemKey key : partitions.keys(table, hash)) {
      Write write = peek(key);
      if (write != null) {
        found.put(key, write);
      }
    }
    return found;
  }

  /** Every key of this table that has unflushed state; weakly consistent. */
  Map<ItemKey, Write> peek(TableSpec table) {
    Map<ItemKey, Write> found = new HashMap<>();
    for (ItemKey key : entries.keySet()) {
      Write write = key.table().name().equals(table.name()) ? peek(key) : null;
      if (write != null) {
        found.put(key, write);
      }
    }
    return found;
  }

  /** The entry with the lowest sort key that has a put to be sent; null if there is none. */
  Entry firstPut(TableSpec table, String hash) {
    for (ItemKey key : partitions.keys(table, hash)) {
      Entry entry = entries.get(key);
      if (entry != null && isPut(entry)) {
        return entry;
      }
    }
    return null;
  }

  /** Whether an entry from the line is still what its key waits for, and will be put. */
  boolean isPut(Entry expected) {
    boolean[] put = new boolean[1];
    entries.computeIfPresent(
        expected.key,
        (key, entry) -> {
          put[0] = entry == expected && entry.wanted instanceof Write.Put;
          return entry;
        });
    return put[0];
  }

  /** In which entries wait for the flusher. */
  DueLine line() {
    return line;
  }

  /** The entry of a key, null if it is clean. Fields are to be read by {@link #take} only. */
  Entry entry(ItemKey key) {
    return entries.get(key);
  }

  /**
   * Moves an entry's state under way.
   *
   * @return null if the entry was taken back, superseded as an object, or is under way already
   */
  Taken take(Entry expected) {
    Taken[] taken = new Taken[1];
    entries.computeIfPresent(
        expected.key,
        (key, entry) -> {
          if (entry == expected && entry.underWay == null && entry.wanted != null) {
            int before = entry.bytes();
            taken[0] = new Taken(entry, entry.stage, entry.lease, entry.take());
            bytes.addAndGet(entry.bytes() - before);
          }
          return entry;
        });
    return taken[0];
  }

  /** Whether somebody waits for a state that is under way. */
  boolean isAwaited(Taken taken) {
    boolean[] awaited = new boolean[1];
    change(taken, entry -> awaited[0] = entry.isAwaited());
    return awaited[0];
  }

  /**
   * Puts a state back in line that may not be needed soon.
   *
   * @param bornAfterNanos an older one is not put back
   * @return false if it must be written now
   */
  boolean postpone(Taken taken, long bornAfterNanos, long now) {
    boolean[] put = new boolean[1];
    entries.computeIfPresent(
        taken.key(),
        (key, entry) -> {
          put[0] = entry == taken.entry() && entry.sinceNanos() - bornAfterNanos > 0;
          if (put[0]) {
            int before = entry.bytes();
            entry.giveBack();
            bytes.addAndGet(entry.bytes() - before);
            line.postpone(entry, now);
          }
          return entry;
        });
    return put[0];
  }

  /** Last look before the request: false if the item was taken back and nothing needs doing. */
  boolean markSent(Taken taken) {
    boolean[] send = new boolean[1];
    List<CompletableFuture<Void>> done = new ArrayList<>(0);
    change(
        taken,
        entry -> {
          send[0] = !(entry.fresh && entry.wanted instanceof Write.Delete);
          if (send[0]) {
            entry.fresh = false;
          } else {
            done.addAll(entry.drop());
          }
        });
    done.forEach(waiter -> waiter.complete(null));
    return send[0];
  }

  /** The request was acknowledged. */
  void finished(Taken taken) {
    finishing(taken).forEach(waiter -> waiter.complete(null));
  }

  /** The same; the futures are the caller's to complete. */
  List<CompletableFuture<Void>> finishing(Taken taken) {
    List<CompletableFuture<Void>> done = new ArrayList<>(0);
    change(taken, entry -> done.addAll(entry.finish()));
    return done;
  }

  /**
   * The request failed for now.
   *
   * @return true if it must be repeated; false if a newer state is in line instead
   */
  boolean failed(Taken taken) {
    boolean[] repeat = new boolean[1];
    change(
        taken,
        entry -> {
          repeat[0] = entry.wanted == null;
          if (!repeat[0]) {
            entry.giveBack();
          }
        });
    return repeat[0];
  }

  /**
   * The request failed for good or must not be made. A newer state of the key stays: it may be
   * another owner's, and if it is not, it is judged when its own turn comes.
   */
  void rejected(Taken taken, Throwable cause) {
    List<CompletableFuture<Void>> done = new ArrayList<>(0);
    change(taken, entry -> done.addAll(entry.finish()));
    done.forEach(waiter -> waiter.completeExceptionally(cause));
  }

  /** Forgets what is unsent of a key and fails whoever waits for it. */
  void drop(ItemKey key, Throwable cause) {
    List<CompletableFuture<Void>> done = new ArrayList<>(0);
    entries.computeIfPresent(
        key,
        (k, entry) -> {
          int before = entry.bytes();
          Write sent = entry.underWay;
          done.addAll(entry.drop());
          // The request itself goes on, and no second one of this key may overtake it.
          entry.underWay = sent;
          return settled(entry, before);
        });
    done.forEach(waiter -> waiter.completeExceptionally(cause));
  }

  private void change(Taken taken, Consumer<Entry> step) {
    entries.computeIfPresent(
        taken.key(),
        (key, entry) -> {
          if (entry != taken.entry()) {
            return entry;
          }
          int before = entry.bytes();
          step.accept(entry);
          return settled(entry, before);
        });
  }

  /** After a change: what was counted is corrected, what is wanted is in line. */
  private Entry settled(Entry entry, int bytesBefore) {
    bytes.addAndGet(entry.bytes() - bytesBefore);
    if (entry.isClean()) {
      return closed(entry);
    }
    if (entry.wanted != null) {
      enqueue(entry);
    }
    return entry;
  }

  /** Makes these urgent; the futures complete when what is dirty now is acknowledged. */
  List<CompletableFuture<Void>> hurryAll(Predicate<ItemKey> which) {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (ItemKey key : entries.keySet()) {
      CompletableFuture<Void> future = which.test(key) ? hurry(key) : null;
      if (future != null) {
        all.add(future);
      }
    }
    return all;
  }

  /** The same for one key; null if it is clean. */
  CompletableFuture<Void> hurry(ItemKey key) {
    CompletableFuture<Void> future = new CompletableFuture<>();
    boolean[] waits = new boolean[1];
    entries.computeIfPresent(
        key,
        (k, entry) -> {
          waits[0] = true;
          if (entry.wanted == null) {
            entry.addWaiter(future);
          } else {
            await(entry, future, Urgency.NOW);
          }
          return entry;
        });
    return waits[0] ? future : null;
  }
}
