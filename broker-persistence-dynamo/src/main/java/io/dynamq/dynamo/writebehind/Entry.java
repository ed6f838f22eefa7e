package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.writebehind.Write.Delete;
import io.dynamq.dynamo.writebehind.Write.Put;
import io.dynamq.dynamo.writebehind.Write.SetChange;
import io.dynamq.store.Lease;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * What one key waits for. Only {@link DirtyMap} touches it, inside the map's {@code compute} of this
 * key, which makes every change atomic.
 *
 * <p>{@code wanted} is the newest state that nobody has sent yet; {@code underWay} is the one that a
 * request carries. Futures wait for the state they came with or any newer one.
 */
final class Entry {
  final ItemKey key;
  Stage stage;
  Write wanted;
  Write underWay;

  /** No request with this key was ever made, so taking it back needs none. */
  boolean fresh;

  /** Null if anybody may write it. */
  Lease lease;

  Urgency urgency = Urgency.NONE;
  volatile long dirtySinceNanos;
  private volatile long underWaySinceNanos;

  /** Of the first state that is in what is wanted; a later one may be merged into it. */
  volatile long wantedGeneration = Long.MAX_VALUE;

  private volatile long underWayGeneration = Long.MAX_VALUE;
  private List<CompletableFuture<Void>> wantedBy;
  private List<CompletableFuture<Void>> underWayBy;

  Entry(ItemKey key, boolean fresh) {
    this.key = key;
    this.fresh = fresh;
  }

  int bytes() {
    return (wanted == null ? 0 : wanted.bytes()) + (underWay == null ? 0 : underWay.bytes());
  }

  boolean isClean() {
    return wanted == null && underWay == null;
  }

  /**
   * Takes over a newer state.
   *
   * @return how many writes became needless
   */
  int accept(Write write) {
    // What is under way, sent or not, is decided by DirtyMap.markSent.
    if (write instanceof Delete && fresh && underWay == null) {
      wanted = null;
      return 1;
    }
    if (write instanceof SetChange change) {
      return acceptChange(change);
    }
    wanted = write;
    return 0;
  }

  private int acceptChange(SetChange change) {
    if (wanted instanceof SetChange before) {
      SetChange merged = before.then(change, true);
      int gone = before.added().size() + change.added().size() - merged.added().size();
      wanted = merged.isEmpty() ? null : merged;
      return change.removed().isEmpty() ? 0 : Math.max(0, gone);
    }
    if (wanted instanceof Delete) {
      wanted = afterDelete(change);
      return 0;
    }
    if (wanted != null) {
      throw new IllegalStateException("a set change cannot follow an unflushed put of " + key);
    }
    wanted = change;
    return 0;
  }

  /** Nothing is left of the item by then, so the change is the whole item. */
  private Write afterDelete(SetChange change) {
    if (change.added().isEmpty()) {
      return wanted;
    }
    Map<String, AttributeValue> attributes = new HashMap<>(key.attributes());
    attributes.put(
        change.attribute(), AttributeValue.fromSs(new ArrayList<>(change.added())));
    return new Put(() -> Item.of(attributes), change.bytes());
  }

  void addWaiter(CompletableFuture<Void> future) {
    if (wanted == null) {
      underWayBy = added(underWayBy, future);
    } else {
      wantedBy = added(wantedBy, future);
    }
  }

  /** Whether anybody waits for what is under way. */
  boolean isAwaited() {
    return underWayBy != null;
  }

  /** What the log must keep for this entry; any thread. */
  long oldestGeneration() {
    // In this order: a state that moves under way in between is seen at least once.
    long wantedNow = wantedGeneration;
    return Math.min(wantedNow, underWayGeneration);
  }

  /** When the oldest state became dirty that the store does not have; roughly, on any thread. */
  long sinceNanos() {
    return underWayGeneration == Long.MAX_VALUE ? dirtySinceNanos : underWaySinceNanos;
  }

  /** Moves the wanted state under way. A set change that adds and removes goes in two requests. */
  Write take() {
    underWay = wanted;
    underWaySinceNanos = dirtySinceNanos;
    underWayGeneration = wantedGeneration;
    wanted = null;
    if (underWay instanceof SetChange both
        && !both.added().isEmpty()
        && !both.removed().isEmpty()) {
      underWay = new SetChange(both.attribute(), both.added(), java.util.Set.of());
      wanted = new SetChange(both.attribute(), java.util.Set.of(), both.removed());
      return underWay;
    }
    wantedGeneration = Long.MAX_VALUE;
    underWayBy = wantedBy;
    wantedBy = null;
    urgency = Urgency.NONE;
    return underWay;
  }

  /** The request was acknowledged. */
  List<CompletableFuture<Void>> finish() {
    List<CompletableFuture<Void>> done = underWayBy;
    underWay = null;
    underWayGeneration = Long.MAX_VALUE;
    underWayBy = null;
    return done == null ? List.of() : done;
  }

  /** The request failed or was never made; what it carried is wanted again unless superseded. */
  void giveBack() {
    // The other one is left as it is, lest a reader sees neither.
    wantedGeneration = Math.min(wantedGeneration, underWayGeneration);
    if (wanted == null) {
      wanted = underWay;
    } else if (wanted instanceof SetChange newer && underWay instanceof SetChange older) {
      wanted = older.then(newer, false);
    }
    underWay = null;
    if (underWayBy != null) {
      underWayBy.forEach(future -> wantedBy = added(wantedBy, future));
      underWayBy = null;
    }
  }

  /** Forgets everything; the futures are the caller's to fail. */
  List<CompletableFuture<Void>> drop() {
    List<CompletableFuture<Void>> all = new ArrayList<>(finish());
    if (wantedBy != null) {
      all.addAll(wantedBy);
    }
    wanted = null;
    wantedBy = null;
    return all;
  }

  /** Futures of a state that was taken back before anybody sent it. */
  List<CompletableFuture<Void>> elided() {
    List<CompletableFuture<Void>> done = wantedBy;
    wantedBy = null;
    return done == null ? List.of() : done;
  }

  /** The newest state as a reader must see it, null if there is none. */
  Write newest() {
    if (wanted instanceof SetChange newer && underWay instanceof SetChange older) {
      return older.then(newer, false);
    }
    return wanted != null ? wanted : underWay;
  }

  private static List<CompletableFuture<Void>> added(
      List<CompletableFuture<Void>> list, CompletableFuture<Void> future) {
    List<CompletableFuture<Void>> target = list == null ? new ArrayList<>(1) : list;
    target.add(future);
    return target;
  }
}
