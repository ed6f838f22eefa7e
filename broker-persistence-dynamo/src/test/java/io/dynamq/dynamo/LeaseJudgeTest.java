package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two look-ups of one session at a time, of which one raises its row, with answers that are slow. */
class LeaseJudgeTest {
  private static final ClientId CLIENT = new ClientId("c");
  private static final Lease FIRST = new Lease(CLIENT, 1, "n");

  private static final Consumer<Set<Lease>> NOBODY = voided -> {};

  private final SessionTable table = new SessionTable("t_");
  private final Slow rows = new Slow();
  private final Leases leases = new Leases(table, rows, null, "n", Nothing::new);

  private static final class Nothing implements Leases.Content {
    @Override
    public void lost(ClientId client) {}

    @Override
    public boolean release(ClientId client) {
      return false;
    }
  }

  /** Reads at once, and answers when it is told to. */
  private final class Slow implements LeaseJudge.Rows {
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private SessionTable.Owner row = new SessionTable.Owner(1, "n");

    @Override
    public CompletableFuture<Map<String, SessionTable.Owner>> owners(
        Collection<ClientId> clients, Consumer<Map<String, SessionTable.Owner>> seen) {
      Map<String, SessionTable.Owner> found = new HashMap<>();
      found.put(table.key(CLIENT).hash(), row);
      seen.accept(found);
      CompletableFuture<Map<String, SessionTable.Owner>> answer = new CompletableFuture<>();
      answers.add(() -> answer.complete(found));
      return answer;
    }

    @Override
    public CompletableFuture<Void> raise(List<OwnerLookup.Raised> all, Consumer<Lease> raised) {
      row = new SessionTable.Owner(all.get(0).lease().epoch(), "n");
      raised.accept(all.get(0).lease());
      return CompletableFuture.completedFuture(null);
    }

    void answer() {
      answers.remove().run();
    }
  }

  @BeforeEach
  void renewedWithoutTheStore() {
    leases.claimed(FIRST, null);
  }

  private Lease renewed(Lease before) {
    return leases.renewed(before, new CompletableFuture<>());
  }

  @Test
  void aRowThatWasReadBeforeThisProcessRaisedItMakesNothingVoid() {
    Lease second = renewed(FIRST);
    CompletableFuture<Set<Lease>> one = leases.voided(Set.of(second), NOBODY);
    CompletableFuture<Set<Lease>> other = leases.voided(Set.of(FIRST, second), NOBODY);
    rows.answer();
    rows.answers.addFirst(rows.answers.removeLast());
    rows.answer();
    assertThat(one.join()).isEmpty();
    rows.answer();
    rows.answer();
    assertThat(other.join()).isEmpty();
  }

  @Test
  void norIfItWasRenewedOnceMoreMeanwhile() {
    Lease second = renewed(FIRST);
    CompletableFuture<Set<Lease>> other = leases.voided(Set.of(FIRST, second), NOBODY);
    rows.raise(
        List.of(new OwnerLookup.Raised(second, 1)), leases::confirmed);
    renewed(second);
    while (!rows.answers.isEmpty()) {
      rows.answer();
    }
    assertThat(other.join()).isEmpty();
  }

  @Test
  void theRowOfAnotherOwnerMakesThemVoid() {
    Lease second = renewed(FIRST);
    CompletableFuture<Set<Lease>> judged = leases.voided(Set.of(FIRST, second), NOBODY);
    rows.answer();
    rows.row = new SessionTable.Owner(3, "other");
    CompletableFuture<Set<Lease>> again = leases.voided(Set.of(FIRST, second), NOBODY);
    while (!rows.answers.isEmpty()) {
      rows.answer();
    }
    assertThat(judged.join()).isEmpty();
    assertThat(again.join()).containsExactlyInAnyOrder(FIRST, second);
  }

  /** A look-up of many rows comes in parts, with pauses between where the store throttles. */
  @Test
  void theRowOfAnotherNodeIsToldAsSoonAsItIsRead() {
    Lease second = renewed(FIRST);
    Set<Lease> early = new HashSet<>();
    leases.voided(Set.of(FIRST, second), early::addAll);
    assertThat(early).isEmpty();
    rows.row = new SessionTable.Owner(3, "other");
    CompletableFuture<Set<Lease>> judged = leases.voided(Set.of(FIRST, second), early::addAll);
    assertThat(judged).isNotDone();
    assertThat(early).containsExactlyInAnyOrder(FIRST, second);
  }
}
