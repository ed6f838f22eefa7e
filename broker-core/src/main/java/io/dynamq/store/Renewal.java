package io.dynamq.store;

import java.util.concurrent.CompletableFuture;

/**
 * A claim that the store was not asked about.
 *
 * @param lease the right of before, its epoch one higher
 * @param kept completes when it outlives this process as asked; until then nothing may be promised
 * @param confirmed completes when the store has it too; fails as fenced if another owner was faster,
 *     and then nobody ever sees what was written under this lease
 */
public record Renewal(
    Lease lease, CompletableFuture<Void> kept, CompletableFuture<Void> confirmed) {}
