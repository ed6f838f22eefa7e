package io.dynamq.dynamo.writebehind;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.StorageException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what is due out of the dirty map and makes a {@link Round} of it. Flusher thread. */
final class RoundBuilder {
  private static final Logger LOG = LoggerFactory.getLogger(RoundBuilder.class);
  private static final int ITEMS = 4_000;

  /** What may not be needed is written after this many hold windows. */
  private static final int HOLDS_AT_MOST = 3;

  private final DirtyMap dirty;
  private final Lanes lanes;
  private final String name;
  private final Meters meters;
  private final Consumer<Taken> needless;
  private long begunNanos;
  private long postponableNanos;

  /**
   * @param name of the write-behind, for the log
   * @param needless told of what turns out to need no request
   */
  RoundBuilder(DirtyMap dirty, Lanes lanes, String name, Meters meters, Consumer<Taken> needless) {
    this.dirty = dirty;
    this.lanes = lanes;
    this.name = name;
    this.meters = meters;
    this.needless = needless;
  }

  /**
   * Makes the next round.
   *
   * @param holdNanos what is younger waits, unless somebody waits for it
   */
  Round build(long now, long holdNanos) {
    Round next = new Round();
    begunNanos = now;
    postponableNanos = now - HOLDS_AT_MOST * holdNanos;
    boolean urgent = dirty.line().hasUrgent(now);
    lanes.begin().forEach(entry -> include(next, entry));
    int due = 0;
    for (Entry entry = null; due < ITEMS; due++) {
      entry = dirty.line().poll(now - holdNanos, now);
      if (entry == null) {
        break;
      }
      Entry admitted = lanes.admit(entry);
      if (admitted != null) {
        include(next, admitted);
      }
    }
    next.hurries(urgent || due == ITEMS || lanes.anyLeft());
    return next;
  }

  private void include(Round next, Entry entry) {
    Taken taken = dirty.take(entry);
    if (taken == null) {
      return;
    }
    if (taken.write() instanceof Write.Put put) {
      include(next, taken, put);
    } else if (taken.write() instanceof Write.Update update) {
      include(next, taken, update);
    } else {
      next.add(taken);
    }
  }

  private void include(Round next, Taken taken, Write.Update update) {
    Write.Need need = update.need().get();
    if (need == Write.Need.NOW || dirty.isAwaited(taken)) {
      next.add(taken);
    } else if (need == Write.Need.NONE) {
      meters.count(Metric.STORE_ELIDED);
      needless.accept(taken);
    } else if (!dirty.postpone(taken, postponableNanos, begunNanos)) {
      next.add(taken);
    }
  }

  private void include(Round next, Taken taken, Write.Put put) {
    Item item = finished(taken, put);
    if (item == null) {
      needless.accept(taken);
      return;
    }
    for (ItemKey key : item.after()) {
      Entry needed = dirty.entry(key);
      if (needed != null) {
        include(next, needed);
      }
    }
    next.add(taken.with(item));
  }

  private Item finished(Taken taken, Write.Put put) {
    try {
      return put.item().get();
    } catch (RuntimeException bug) {
      // One item that cannot be encoded must not stop the flusher for all others.
      meters.count(Metric.BUGS);
      LOG.error("{}: cannot encode {}", name, taken.key(), bug);
      dirty.rejected(
          taken, new StorageException(StorageException.Kind.CORRUPT, "cannot encode", bug));
      return null;
    }
  }
}
