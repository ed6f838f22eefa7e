package io.dynamq.dynamo.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dynamq.dynamo.client.CacheMeter;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.store.access.AccessOptions;
import io.dynamq.store.access.AccessRule;
import io.dynamq.store.access.AccessRules;
import io.dynamq.store.access.AccessTables;
import io.dynamq.store.access.AccessUser;
import io.dynamq.time.Time;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * The tables {@code mqtt_user} and {@code mqtt_acl}. Answers are remembered per key, in a bounded
 * cache; a key that is in use beyond it stays with its user. Any thread.
 */
final class DynamoAccessTables implements AccessTables {
  // DynamoDB's bound of a partition key, so such a key has no rows.
  private static final int KEY_BYTES_MAX = 2_048;

  private final DynamoPool pool;
  private final LateTables late;
  private final AccessReads reads;
  private final Remembered.Keeping keeping;
  private final Cache<String, Remembered<AccessUser>> users;
  private final Cache<String, Rules> rules;

  /**
   * @param late makes the tables, null if they are there
   */
  DynamoAccessTables(DynamoPool pool, AccessOptions options, Time time, LateTables late) {
    this.pool = pool;
    this.late = late;
    this.reads = new AccessReads(pool, options.users(), options.rules());
    this.keeping =
        new Remembered.Keeping(
            TimeUnit.MILLISECONDS.toNanos(options.keepMillis()),
            TimeUnit.MILLISECONDS.toNanos(options.graceMillis()),
            time,
            pool.meters());
    this.users = cache(options, time);
    this.rules = cache(options, time);
    CacheMeter.register(pool.meters(), "users", users);
    CacheMeter.register(pool.meters(), "rules", rules);
  }

  private static <V> Cache<String, V> cache(AccessOptions options, Time time) {
    return Caffeine.newBuilder()
        .maximumSize(options.size())
        .expireAfterAccess(
            options.keepMillis() + options.graceMillis() + 1, TimeUnit.MILLISECONDS)
        .ticker(time::nanos)
        .executor(Runnable::run)
        .recordStats()
        .build();
  }

  /** The rules under one key. */
  private static final class Rules implements AccessRules {
    private final Remembered<List<AccessRule>> rows;

    Rules(Remembered<List<AccessRule>> rows) {
      this.rows = rows;
    }

    @Override
    public List<AccessRule> now() {
      return rows.now();
    }
  }

  @Override
  public CompletableFuture<AccessUser> user(String who) {
    return isKey(who)
        ? users.get(who, key -> new Remembered<>(() -> reads.user(key), keeping)).get()
        : CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<AccessRules> rules(String who) {
    if (!isKey(who)) {
      List<AccessRule> none = List.of();
      return CompletableFuture.completedFuture(() -> none);
    }
    Rules found =
        rules.get(who, key -> new Rules(new Remembered<>(() -> reads.rules(key), keeping)));
    return found.rows.get().thenApply(read -> found);
  }

  private static boolean isKey(String who) {
    return who.length() <= KEY_BYTES_MAX / 3
        || who.getBytes(StandardCharsets.UTF_8).length <= KEY_BYTES_MAX;
  }

  @Override
  public void forget() {
    users.asMap().values().forEach(Remembered::expire);
    rules.asMap().values().forEach(one -> one.rows.expire());
  }

  @Override
  public void close() {
    if (late != null) {
      late.close();
    }
    pool.close();
  }
}
