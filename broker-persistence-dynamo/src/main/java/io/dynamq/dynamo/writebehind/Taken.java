package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Lease;

/**
 * A state that a round carries to the store.
 *
 * @param entry where it came from
 * @param lease must be valid, null if anybody may write it
 * @param write what to write
 * @param item the finished item of a put, null for other writes
 * @param alone true once a batch with it was refused, so that the culprit shows
 */
record Taken(
    Entry entry, Stage stage, Lease lease, Write write, Item item, boolean alone) {

  Taken(Entry entry, Stage stage, Lease lease, Write write) {
    this(entry, stage, lease, write, null, false);
  }

  ItemKey key() {
    return entry.key;
  }

  Taken with(Item finished) {
    return new Taken(entry, stage, lease, write, finished, alone);
  }

  Taken apart() {
    return new Taken(entry, stage, lease, write, item, true);
  }

  /** Tells whoever asked to hear of it that the store has this very state. */
  void tellWritten() {
    if (item != null) {
      item.written().run();
    } else if (write instanceof Write.Update update) {
      update.written().run();
    }
  }

  boolean isBatchable() {
    return !alone && (write instanceof Write.Put || write instanceof Write.Delete);
  }
}
