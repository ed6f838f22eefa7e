package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.store.BanStore;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredBan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Bans, each a row of {@code mqb_meta}. Written at once and not by the write-behind: there are few,
 * and who makes one waits for it. A row beside them counts the changes, so that a look for new bans is
 * one GetItem, and names those that changed last, which are read when it has counted on. Any thread.
 */
final class DynamoBans implements BanStore {
  private static final String PREFIX = "ban/";

  /** Each is lost to another change only, and they are few. */
  private static final int TRIES = 50;

  private static final TableReader.Filter BANS =
      new TableReader.Filter(
          "begins_with(#k, :p)", Map.of("#k", "k"), Map.of(":p", fromS(PREFIX)));

  private final MetaTable table;
  private final DynamoPool pool;
  private final TableReader reader;

  /** The last that was read, null before. */
  private volatile Known known;

  /**
   * @param changes how many there had been before it was read
   * @param byKey bans by the key of their row
   */
  private record Known(long changes, Map<String, StoredBan> byKey, List<StoredBan> bans) {
    Known(long changes, Map<String, StoredBan> byKey) {
      this(changes, byKey, List.copyOf(byKey.values()));
    }
  }

  DynamoBans(MetaTable table, DynamoPool pool, TableReader reader) {
    this.table = table;
    this.pool = pool;
    this.reader = reader;
  }

  @Override
  public boolean isKept() {
    return true;
  }

  @Override
  public CompletableFuture<List<StoredBan>> all() {
    return changes().thenCompose(this::upTo);
  }

  private CompletableFuture<BanChanges> changes() {
    return pool.request(
            "looking for bans",
            c ->
                c.getItem(
                    b -> b.tableName(table.spec.name()).key(BanChanges.KEY).consistentRead(true)))
        .thenApply(answer -> BanChanges.read(answer.item()));
  }

  private CompletableFuture<List<StoredBan>> upTo(BanChanges changes) {
    Known last = known;
    if (last == null && changes.count() == 0) {
      last = new Known(0, Map.of());
      known = last;
    }
    if (last != null && last.changes == changes.count()) {
      return CompletableFuture.completedFuture(last.bans);
    }
    List<String> changed = last == null ? null : changes.since(last.changes);
    return changed == null ? scan(changes.count()) : read(last, changed, changes.count());
  }

  /** At the start, and where more has changed since the last look than is told. */
  private CompletableFuture<List<StoredBan>> scan(long changes) {
    Map<String, StoredBan> all = new HashMap<>();
    return reader
        .scan(table.spec, BANS, row -> all.put(row.get("k").s(), read(row)))
        .thenApply(done -> knownNow(changes, all));
  }

  private CompletableFuture<List<StoredBan>> read(Known last, List<String> changed, long changes) {
    Set<String> distinct = Set.copyOf(changed);
    List<Map<String, AttributeValue>> keys =
        distinct.stream().map(key -> Map.of("k", fromS(key))).toList();
    return reader
        .get(table.spec, keys)
        .thenApply(
            rows -> {
              Map<String, StoredBan> all = new HashMap<>(last.byKey);
              all.keySet().removeAll(distinct);
              rows.forEach(row -> all.put(row.get("k").s(), read(row)));
              return knownNow(changes, all);
            });
  }

  private List<StoredBan> knownNow(long changes, Map<String, StoredBan> all) {
    Known now = new Known(changes, all);
    known = now;
    return now.bans;
  }

  private static StoredBan read(Map<String, AttributeValue> row) {
    return new StoredBan(
        row.get("as").s(),
        row.get("wh").s(),
        row.get("re").s(),
        row.get("cb").s(),
        Long.parseLong(row.get("at").n()),
        row.containsKey("un") ? Long.parseLong(row.get("un").n()) : Long.MAX_VALUE);
  }

  @Override
  public CompletableFuture<Void> put(StoredBan ban) {
    Map<String, AttributeValue> row = new HashMap<>();
    row.put("k", fromS(key(ban.as(), ban.who())));
    row.put("as", fromS(ban.as()));
    row.put("wh", fromS(ban.who()));
    row.put("re", fromS(ban.reason()));
    row.put("cb", fromS(ban.by()));
    row.put("at", fromN(Long.toString(ban.atMillis())));
    if (ban.untilMillis() != Long.MAX_VALUE) {
      row.put("un", fromN(Long.toString(ban.untilMillis())));
      row.put("x", fromN(Long.toString(ban.untilMillis() / 1_000 + 1)));
    }
    return pool.request("banning", c -> c.putItem(b -> b.tableName(table.spec.name()).item(row)))
        .thenCompose(done -> changed(key(ban.as(), ban.who()), TRIES));
  }

  @Override
  public CompletableFuture<Void> remove(String as, String who) {
    Map<String, AttributeValue> key = Map.of("k", fromS(key(as, who)));
    return pool.request(
            "lifting a ban", c -> c.deleteItem(b -> b.tableName(table.spec.name()).key(key)))
        .thenCompose(done -> changed(key(as, who), TRIES));
  }

  /** Behind the change, so that who sees the count sees the change; nobody is told before. */
  private CompletableFuture<Void> changed(String key, int tries) {
    return changes()
        .thenCompose(
            seen ->
                pool.request("counting a ban", c -> c.updateItem(seen.next(table.spec, key))))
        .<Void>thenApply(done -> null)
        .exceptionallyCompose(
            error ->
                StorageException.isFenced(error) && tries > 1
                    ? changed(key, tries - 1)
                    : CompletableFuture.failedFuture(error));
  }

  /** A client identifier may be longer than a key. */
  private static String key(String as, String who) {
    return PREFIX + as + "/" + LongKeys.of(who);
  }
}
