package io.dynamq.testkit;

import io.dynamq.store.access.AccessRule;
import io.dynamq.store.access.AccessRules;
import io.dynamq.store.access.AccessTables;
import io.dynamq.store.access.AccessUser;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Users and rules in memory; can be away, and slow to answer. */
public final class RamAccessTables implements AccessTables {
  public final Map<String, AccessUser> users = new ConcurrentHashMap<>();
  public final Map<String, List<AccessRule>> rules = new ConcurrentHashMap<>();

  /** Whether questions fail. */
  public volatile boolean away;

  /** Answers come when this is completed. */
  public volatile CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

  /** Puts rules as {@code allow publish a/#}. */
  public void rules(String who, String... lines) {
    rules.put(
        who,
        List.of(lines).stream()
            .map(line -> line.split(" ", 3))
            .map(line -> new AccessRule("mqtt_acl " + who, line[2], line[1], line[0]))
            .toList());
  }

  @Override
  public CompletableFuture<AccessUser> user(String who) {
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
        : gate.thenApply(open -> users.get(who));
  }

  @Override
  public CompletableFuture<AccessRules> rules(String who) {
    List<AccessRule> none = List.of();
    return away
        ? CompletableFuture.failedFuture(new IllegalStateException("away"))
        : gate.thenApply(open -> () -> away ? null : rules.getOrDefault(who, none));
  }

  @Override
  public void forget() {}

  @Override
  public void close() {}
}
