package io.dynamq.engine;

import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.List;

/**
 * Empties what earlier epochs left in a session's queue, page by page, while the new session already
 * lives: its own messages have a higher epoch and are not touched. Runs on storage threads.
 */
final class Purge {
  private static final int PAGE_MESSAGES = 1_000;
  private static final int PAGE_BYTES = 1 << 20;

  private final Core core;
  private final Lease lease;

  Purge(Core core, Lease lease) {
    this.core = core;
    this.lease = lease;
  }

  void run() {
    next(Position.START);
  }

  private void next(Position after) {
    core.storage
        .inflight()
        .read(lease.client(), after, PAGE_MESSAGES, PAGE_BYTES)
        .thenAccept(this::removeAll);
  }

  private void removeAll(List<StoredMessage> page) {
    Position last = null;
    for (StoredMessage stored : page) {
      if (stored.position().epoch() >= lease.epoch()) {
        return;
      }
      core.storage.inflight().remove(lease, stored.position());
      last = stored.position();
    }
    if (last != null) {
      next(last);
    }
  }
}
