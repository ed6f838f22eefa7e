package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A write-behind for the owner of a session: what it accepts fails as fenced, unwritten, if the
 * lease is void by the time it would be flushed.
 */
public record Leased(WriteBehind writeBehind, Lease lease) {

  /** As {@link WriteBehind#put}. */
  public CompletableFuture<Void> put(
      Stage stage, ItemKey key, Supplier<Item> item, int bytes, Durability durability) {
    DirtyMap.Acceptance put =
        new DirtyMap.Acceptance(stage, new Write.Put(item, bytes), false, lease, false);
    return writeBehind.accept(key, put, durability);
  }

  /**
   * As {@link WriteBehind#create}.
   *
   * @param mayLapse whether it is likely to be deleted within milliseconds: then it is held that
   *     long even if somebody waits for DynamoDB to have it
   */
  public CompletableFuture<Void> create(
      Stage stage,
      ItemKey key,
      Supplier<Item> item,
      int bytes,
      Durability durability,
      boolean mayLapse) {
    DirtyMap.Acceptance put =
        new DirtyMap.Acceptance(stage, new Write.Put(item, bytes), true, lease, mayLapse);
    return writeBehind.accept(key, put, durability);
  }

  /** As {@link WriteBehind#delete}. */
  public CompletableFuture<Void> delete(ItemKey key, Durability durability) {
    DirtyMap.Acceptance delete =
        new DirtyMap.Acceptance(Stage.DELETES, WriteBehind.DELETE, false, lease, false);
    return writeBehind.accept(key, delete, durability);
  }

  /** As {@link WriteBehind#update}. */
  public CompletableFuture<Void> update(
      Stage stage, ItemKey key, Write.Update update, Durability durability) {
    DirtyMap.Acceptance change = new DirtyMap.Acceptance(stage, update, false, lease, false);
    return writeBehind.accept(key, change, durability);
  }
}
