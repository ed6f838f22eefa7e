package io.dynamq.dynamo.wal;

import java.util.concurrent.CompletableFuture;

/** Those who wait for the same write. */
final class Group {
  final CompletableFuture<Void> safe = new CompletableFuture<>();

  /** Somebody waits, so it must be completed even if there is nothing left to write. */
  volatile boolean awaited;
}
