package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.store.StoredMessage;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Says which messages of a queue count, and when they may be handed out. Any thread. */
record QueueJudge(OpenPublishes publishes, Moves moves) {
  private static final CompletableFuture<Void> KEPT = CompletableFuture.completedFuture(null);

  /** The message of a place that is still wanted; void if it does not count. */
  StoredMessage judged(ClientId client, Slot slot) {
    boolean counts =
        !moves.isTaken(client, slot.position)
            && switch (slot.witness) {
              case NONE -> true;
              case PUBLISHER -> !publishes.isVoid(slot.message.message());
              case RECEIVER -> !moves.isVoid(client, slot.position);
            };
    return counts ? slot.message : slot.message.voided();
  }

  /** Nobody is handed a message before all that its PUBLISH leads to is kept. */
  CompletableFuture<List<StoredMessage>> kept(List<StoredMessage> page) {
    CompletableFuture<Void> all = KEPT;
    for (StoredMessage stored : page) {
      CompletableFuture<Void> kept = publishes.kept(stored.message().id());
      if (kept != null) {
        all = CompletableFuture.allOf(all, kept.exceptionally(refused -> null));
      }
    }
    return all.thenApply(done -> page);
  }
}
