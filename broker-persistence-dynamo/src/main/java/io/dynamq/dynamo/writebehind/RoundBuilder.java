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

  private final DirtyMap dirty;
  private final Lanes lanes;
  private final String name;
  private final Meters meters;
  private final Consumer<Taken> needless;

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
   * @param bornBeforeNanos what is younger waits, unless somebody waits for it
   */
  Round build(long bornBeforeNanos) {
    Round next = new Round();
    boolean urgent = dirty.hasUrgent();
    lanes.begin().forEach(entry -> include(next, entry));
    int due = 0;
    for (Entry entry = null; due < ITEMS; due++) {
      entry = dirty.poll(bornBeforeNanos);
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
    if (!(taken.write() instanceof Write.Put put)) {
      next.add(taken);
      return;
    }
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
