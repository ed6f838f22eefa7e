package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.writebehind.Item;
import io.dynamq.dynamo.writebehind.ItemKey;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.store.Durability;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The write-behind of a pool, with its log if it has one. Any thread, without blocking. */
final class Writes {
  private final WriteBehind behind;
  private final BackendLog log;

  /**
   * @param log null if there is none
   */
  Writes(WriteBehind behind, BackendLog log) {
    this.behind = behind;
    this.log = log;
  }

  CompletableFuture<Void> put(
      Stage stage, ItemKey key, Supplier<Item> item, int bytes, Durability durability) {
    CompletableFuture<Void> refusal = refusal(durability);
    return refusal != null
        ? refusal
        : logged(
            log == null ? null : new RowRecord.Put(key, item, bytes),
            durability,
            behind.put(stage, key, item, bytes, durability));
  }

  /** The same for a key that never was in the store. */
  CompletableFuture<Void> create(
      Stage stage, ItemKey key, Supplier<Item> item, int bytes, Durability durability) {
    CompletableFuture<Void> refusal = refusal(durability);
    return refusal != null
        ? refusal
        : logged(
            log == null ? null : new RowRecord.Put(key, item, bytes),
            durability,
            behind.create(stage, key, item, bytes, durability));
  }

  CompletableFuture<Void> delete(ItemKey key, Durability durability) {
    return logged(
        log == null ? null : new RowRecord.Deleted(key), durability, behind.delete(key, durability));
  }

  CompletableFuture<Void> addToSet(
      ItemKey key, String attribute, Set<String> values, Durability durability) {
    CompletableFuture<Void> refusal = refusal(durability);
    return refusal != null
        ? refusal
        : logged(
            log == null ? null : new RowRecord.Changed(key, attribute, values, true),
            durability,
            behind.addToSet(key, attribute, values, durability));
  }

  CompletableFuture<Void> removeFromSet(
      ItemKey key, String attribute, Set<String> values, Durability durability) {
    return logged(
        log == null ? null : new RowRecord.Changed(key, attribute, values, false),
        durability,
        behind.removeFromSet(key, attribute, values, durability));
  }

  /** Not logged. */
  CompletableFuture<Void> update(
      Stage stage, ItemKey key, Write.Update update, Durability durability) {
    return behind.update(stage, key, update, durability);
  }

  private CompletableFuture<Void> refusal(Durability durability) {
    return log == null ? null : log.refusal(durability);
  }

  private CompletableFuture<Void> logged(
      RowRecord record, Durability durability, CompletableFuture<Void> accepted) {
    return log == null ? accepted : log.logged(record, durability, accepted);
  }

  /** The newest unflushed state of a key, null if the store has it. */
  Write peek(ItemKey key) {
    return behind.peek(key);
  }

  /** Completes when everything accepted so far is acknowledged, refused or fenced. */
  CompletableFuture<Void> flush() {
    return behind.flush();
  }

  CompletableFuture<Void> flush(ItemKey key) {
    return behind.flush(key);
  }
}
