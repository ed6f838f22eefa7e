package io.dynamq.dynamo;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.message.ClientId;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Renewal;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredSession;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** How sessions change hands. Any thread. */
final class SessionClaims {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  /** How many may wait for the claims of others. */
  private static final int WAITING_MAX = 100_000;

  /** So often the timeout, others' claims may take before a claim is made. */
  private static final int TURNS_MAX = 10;

  private final SessionTable table;
  private final DynamoPool pool;
  private final WriteBehind writeBehind;
  private final Leases leases;
  private final SessionContent content;
  private final Journal journal;
  private final String self;
  private final NodeRegistry nodes;
  private final Duration timeout;
  private final DoubtfulClaims doubtful;
  private final ClaimQueue queue;

  /**
   * @param timeout after which a claim fails that was made and that the store has not answered
   */
  SessionClaims(
      Shared shared,
      SessionContent content,
      NodeRegistry nodes,
      DoubtfulClaims doubtful,
      Duration timeout) {
    this.doubtful = doubtful;
    this.nodes = nodes;
    table = shared.tables().sessions();
    pool = shared.pool();
    writeBehind = shared.writeBehind();
    leases = shared.leases();
    journal = shared.journal();
    self = shared.node();
    this.content = content;
    this.timeout = timeout;
    // The rest of the connections is for what follows the claims, and for everybody else.
    queue =
        new ClaimQueue(
            Math.max(1, pool.settings().size() / 2), WAITING_MAX, pool.executor());
  }

  /** Of a client of whom this node knows nothing. */
  CompletableFuture<Claim> claim(ClientId client) {
    if (!nodes.trouble().isEmpty()) {
      return CompletableFuture.failedFuture(
          new StorageException(StorageException.Kind.UNAVAILABLE, nodes.trouble()));
    }
    CompletableFuture<Claim> result = new CompletableFuture<>();
    // An unflushed row would fail the condition of its old epoch, so it goes first.
    return inTurn(
        result,
        () -> writeBehind.flush(table.key(client)).thenCompose(flushed -> anyway(client, result)));
  }

  /** Of a session that is this node's as far as it knows. */
  CompletableFuture<Claim> claim(Lease held) {
    CompletableFuture<Claim> result = new CompletableFuture<>();
    Lease next = new Lease(held.client(), held.epoch() + 1, self);
    return inTurn(
        result,
        () -> {
          CompletableFuture<Claim> claim =
              writeBehind
                  .flush(table.key(held.client()))
                  .thenCompose(flushed -> requested(result, next, own(held, next), true));
          return orIfFenced(claim, () -> above(next, result));
        });
  }

  /** The row may still be that of the owner from whom this node has it. */
  private UpdateItemRequest own(Lease held, Lease next) {
    SessionTable.Epochs rows = leases.rowEpochs(held);
    Lease claiming = new Lease(next.client(), next.epoch(), next.node(), rows.from());
    return table.claim(claiming, rows.low(), nodes.stamp());
  }

  /** Another node had it, or has ended it: what comes must sort behind what was here all the same. */
  private CompletableFuture<Claim> above(Lease next, CompletableFuture<Claim> result) {
    leases.unanswered().refused(next);
    CompletableFuture<Claim> claim =
        requested(result, next, table.claimAbove(next, nodes.stamp()), false);
    return orIfFenced(claim, () -> anyway(next.client(), result));
  }

  private static CompletableFuture<Claim> orIfFenced(
      CompletableFuture<Claim> claim, Supplier<CompletableFuture<Claim>> next) {
    return claim
        .handle((done, fault) -> StorageException.isFenced(fault) ? next.get() : claim)
        .thenCompose(Function.identity());
  }

  private CompletableFuture<Claim> anyway(ClientId client, CompletableFuture<Claim> result) {
    if (isLate(result)) {
      // It waited too long for the row; made now, it would take the session from a later claim.
      return CompletableFuture.completedFuture(null);
    }
    long base = leases.base();
    leases.claiming(client);
    return sent(result, table.claim(client, nodes.stamp(), base))
        .whenComplete((answer, fault) -> note(client, result, fault))
        .thenCompose(
            answer -> {
              SessionTable.Owner owner = owner(answer.attributes());
              long epoch = (owner == null ? base : owner.epoch()) + 1;
              Lease lease = new Lease(client, epoch, self);
              return claimed(result, lease, answer.attributes());
            });
  }

  private CompletableFuture<Claim> requested(
      CompletableFuture<Claim> result, Lease next, UpdateItemRequest request, boolean own) {
    if (isLate(result)) {
      return CompletableFuture.completedFuture(null);
    }
    if (own) {
      leases.claimingOwn(next);
    }
    return sent(result, request)
        .whenComplete((answer, fault) -> noteUnlessOwn(own, next, result, fault))
        .thenCompose(answer -> claimed(result, next, answer.attributes()));
  }

  /**
   * A request whose connection was lost is not repeated for nobody: it would raise the epoch of a
   * session that a later claim has got meanwhile, whose owner would take it for another node's.
   */
  private CompletableFuture<UpdateItemResponse> sent(
      CompletableFuture<Claim> result, UpdateItemRequest request) {
    return pool.request(
        "claiming a session",
        c -> isLate(result) ? CompletableFuture.failedFuture(noAnswer()) : c.updateItem(request));
  }

  private void noteUnlessOwn(
      boolean own, Lease next, CompletableFuture<Claim> result, Throwable fault) {
    // The home of a session of ours goes on whether or not the row has the next epoch.
    if (!own) {
      note(next.client(), result, fault);
    }
  }

  private void note(ClientId client, CompletableFuture<Claim> result, Throwable fault) {
    boolean isUnknown = fault != null && !StorageException.isFenced(fault);
    if (isUnknown || fault == null && isLate(result)) {
      doubtful.add(client);
    }
  }

  /** Whoever asked has been told that it failed, and may have done otherwise. */
  private static boolean isLate(CompletableFuture<Claim> result) {
    return result.isDone();
  }

  private SessionTable.Owner owner(Map<String, AttributeValue> row) {
    return row.isEmpty() ? null : table.owner(row);
  }

  /** Who had it hears of it, though nobody may write to it there, before the new client does. */
  private CompletableFuture<Claim> claimed(
      CompletableFuture<Claim> result, Lease lease, Map<String, AttributeValue> before) {
    SessionTable.Owner last = owner(before);
    CompletableFuture<Void> told =
        last == null || last.node().equals(self)
            ? DONE
            : nodes.tell(last.node(), lease.client().value());
    if (isLate(result)) {
      return CompletableFuture.completedFuture(null);
    }
    Claim claim = claimed(lease, before);
    return told.thenApply(done -> claim);
  }

  private Claim claimed(Lease lease, Map<String, AttributeValue> before) {
    boolean unbroken = leases.claimed(lease, owner(before));
    if (!unbroken) {
      content.lost(lease.client());
    }
    journal.logged(new Logged.Claimed(lease, unbroken), Durability.MEMORY, DONE);
    StoredSession previous = before.isEmpty() ? null : table.read(before);
    content.claimed(lease, previous);
    return new Claim(lease, previous);
  }

  private CompletableFuture<Claim> inTurn(
      CompletableFuture<Claim> result, Supplier<CompletableFuture<Claim>> claim) {
    if (!queue.add(result, () -> answer(result, claim.get()))) {
      return CompletableFuture.failedFuture(
          new StorageException(
              StorageException.Kind.THROTTLED, "claiming a session: too many others wait"));
    }
    waitForTurn(result, TURNS_MAX);
    return result;
  }

  /** As long as the store answers others. */
  private void waitForTurn(CompletableFuture<Claim> result, int turns) {
    if (result.isDone()) {
      return;
    }
    pool.later(
        timeout,
        () -> {
          if (turns == 0 || !writeBehind.health().available()) {
            result.completeExceptionally(noAnswer());
          } else {
            waitForTurn(result, turns - 1);
          }
        });
  }

  private void answer(CompletableFuture<Claim> result, CompletableFuture<Claim> claim) {
    claim.whenComplete(
        (done, fault) -> {
          if (fault == null) {
            result.complete(done);
          } else {
            result.completeExceptionally(fault);
          }
        });
    if (!result.isDone()) {
      pool.later(timeout, () -> result.completeExceptionally(noAnswer()));
    }
  }

  private StorageException noAnswer() {
    return new StorageException(
        StorageException.Kind.UNAVAILABLE,
        "claiming a session: no answer within " + timeout.toMillis()
            + " ms (store.claim_timeout)");
  }

  /**
   * Goes on with a session of this node though the store does not answer. Not while the log would
   * refuse the new epoch: a row that is more than one ahead of the log is no longer the log's.
   */
  Renewal renew(Lease held, Durability durability) {
    StorageException trouble = durability == Durability.MEMORY ? null : journal.trouble();
    if (trouble != null) {
      return refused(held, trouble);
    }
    CompletableFuture<Void> confirmed = new CompletableFuture<>();
    Lease next = leases.renewed(held, confirmed);
    if (next == null) {
      return refused(
          held,
          new StorageException(
              StorageException.Kind.FENCED,
              "session " + held.client() + " was claimed again since epoch " + held.epoch()));
    }
    CompletableFuture<Void> kept =
        journal.logged(new Logged.Claimed(next, true), durability, DONE);
    content.renewed(next);
    return new Renewal(next, kept, confirmed);
  }

  private static Renewal refused(Lease held, StorageException why) {
    CompletableFuture<Void> refusal = CompletableFuture.failedFuture(why);
    return new Renewal(held, refusal, refusal);
  }
}
