package io.dynamq.dynamo;

import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromN;
import static software.amazon.awssdk.services.dynamodb.model.AttributeValue.fromS;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.store.BanStore;
import io.dynamq.store.StoredBan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Bans, each a row of {@code mqb_meta}. Written at once and not by the write-behind: there are few,
 * and who makes one waits for it. A row beside them counts the changes, so that a look for new bans is
 * one GetItem; all of them are read when that has counted on. Any thread.
 */
final class DynamoBans implements BanStore {
  private static final String PREFIX = "ban/";
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
   */
  private record Known(long changes, List<StoredBan> bans) {}

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
    return pool.request(
            "looking for bans",
            c ->
                c.getItem(
                    b ->
                        b.tableName(table.spec.name())
                            .key(table.bansKey())
                            .consistentRead(true)))
        .thenCompose(answer -> since(table.changes(answer.item())));
  }

  private CompletableFuture<List<StoredBan>> since(long changes) {
    Known last = known;
    if (last != null && last.changes == changes) {
      return CompletableFuture.completedFuture(last.bans);
    }
    if (changes == 0) {
      return CompletableFuture.completedFuture(List.of());
    }
    List<StoredBan> all = new ArrayList<>();
    return reader
        .scan(table.spec, BANS, row -> all.add(read(row)))
        .thenApply(
            done -> {
              known = new Known(changes, List.copyOf(all));
              return known.bans;
            });
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
        .thenCompose(done -> changed());
  }

  @Override
  public CompletableFuture<Void> remove(String as, String who) {
    Map<String, AttributeValue> key = Map.of("k", fromS(key(as, who)));
    return pool.request(
            "lifting a ban", c -> c.deleteItem(b -> b.tableName(table.spec.name()).key(key)))
        .thenCompose(done -> changed());
  }

  /** Behind the change, so that who sees the count sees the change; nobody is told before. */
  private CompletableFuture<Void> changed() {
    return pool.request("counting a ban", c -> c.updateItem(table.changed()))
        .thenApply(done -> null);
  }

  /** A client identifier may be longer than a key. */
  private static String key(String as, String who) {
    return PREFIX + as + "/" + LongKeys.of(who);
  }
}
