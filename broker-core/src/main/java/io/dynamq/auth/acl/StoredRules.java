package io.dynamq.auth.acl;

import io.dynamq.hook.ClientInfo;
import io.dynamq.store.access.AccessRule;
import io.dynamq.store.access.AccessRules;
import io.dynamq.store.access.AccessTables;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Rules in tables. They are fetched when a client is let in, which then carries their source with it,
 * so that they can be looked at without waiting. Any thread.
 */
final class StoredRules {
  private static final String ATTRIBUTE = "acl.tables";

  private final AccessTables tables;

  StoredRules(AccessTables tables) {
    this.tables = tables;
  }

  /** Where a client's rules are. */
  private record Sources(List<AccessRules> lists) {}

  CompletableFuture<ClientInfo> prepare(ClientInfo client) {
    List<CompletableFuture<AccessRules>> asked = new ArrayList<>();
    asked.add(tables.rules(AccessTables.CLIENT + client.id().value()));
    if (client.username() != null) {
      asked.add(tables.rules(AccessTables.USER + client.username()));
    }
    asked.add(tables.rules(AccessTables.ALL));
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(
            all ->
                client.withStanding(
                    client
                        .standing()
                        .with(
                            ATTRIBUTE,
                            new Sources(asked.stream().map(CompletableFuture::join).toList()))));
  }

  /** What they say now; the same object while nothing changes, for it is asked for every message. */
  static KnownRows now(ClientInfo client, KnownRows before) {
    if (!(client.standing().attributes().get(ATTRIBUTE) instanceof Sources sources)) {
      return KnownRows.NONE;
    }
    List<AccessRules> all = sources.lists;
    boolean same = before.lists().size() == all.size();
    for (int i = 0; same && i < all.size(); i++) {
      same = all.get(i).now() == before.lists().get(i);
    }
    return same ? before : read(all);
  }

  private static KnownRows read(List<AccessRules> sources) {
    // Not List.of, which takes no null.
    List<AccessRule>[] lists = lists(sources.size());
    for (int i = 0; i < lists.length; i++) {
      lists[i] = sources.get(i).now();
    }
    return new KnownRows(Arrays.asList(lists));
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static List<AccessRule>[] lists(int size) {
    return new List[size];
  }

  void forget() {
    tables.forget();
  }
}
