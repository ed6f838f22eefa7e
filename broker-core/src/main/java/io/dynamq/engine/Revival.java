package io.dynamq.engine;

import io.dynamq.message.Subscription;
import io.dynamq.store.Durability;
import io.dynamq.store.StoredSession;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gives a home to a session that the store kept and that nobody serves. Any thread. */
final class Revival {
  private final Core core;

  Revival(Core core) {
    this.core = core;
  }

  /** Completes when messages for it are taken; nothing is done for one that is served here. */
  CompletableFuture<Void> revive(StoredSession stored, List<Subscription> filters) {
    // Its node died with the client connected; expiry and will delay count from now.
    StoredSession session =
        stored.connected() ? stored.lostAt(core.time.epochMillis()) : stored;
    return core.sessions
        .restored(stored.client())
        .ask(home -> revive(home, session, filters, stored))
        .thenCompose(
            isHome ->
                isHome ? CompletableFuture.completedFuture(null) : revive(stored, filters));
  }

  /** False if the home has closed meanwhile. */
  private boolean revive(
      Home home, StoredSession session, List<Subscription> filters, StoredSession stored) {
    if (core.sessions.find(home.clientId()) != home) {
      return false;
    }
    if (home.live() != null || home.offline() != null || home.isAwaited()) {
      return true;
    }
    home.restore(session, filters);
    if (stored.connected()) {
      // Readers of the store must not take it for connected, and its time runs from now.
      home.ownership().saveOffline(session, Durability.MEMORY);
    } else {
      // At a start there are many at once, and hardly any is asked for soon.
      home.rest();
    }
    return true;
  }
}
