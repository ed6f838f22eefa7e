package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who waits for the second look-up. */
class ReceiptsTest {
  private static final ClientId CLIENT = new ClientId("c");
  private static final Lease FIRST = new Lease(CLIENT, 1, "n");
  private static final Lease SECOND = new Lease(CLIENT, 2, "n");

  private final Receipts receipts = new Receipts();
  private final CompletableFuture<Void> first = new CompletableFuture<>();
  private final CompletableFuture<Void> second = new CompletableFuture<>();

  /** Else the tenure could be forgotten, and with it that an older lease of it is good. */
  @Test
  void aClientIsAwaitedFromBeforeItsEntryIsCleanUntilAllItsLeasesWereLookedUp() {
    receipts.add(
        FIRST,
        () -> {
          assertThat(receipts.isAwaited(CLIENT)).isTrue();
          return List.of(first);
        });
    assertThat(receipts.ask()).containsExactly(FIRST);
    receipts.add(SECOND, () -> List.of(second));
    receipts.answered(Set.of());
    assertThat(first).isCompleted();
    assertThat(receipts.isAwaited(CLIENT)).isTrue();
    assertThat(receipts.ask()).containsExactly(SECOND);
    receipts.askAgain();
    assertThat(receipts.isAwaited(CLIENT)).isTrue();
    assertThat(receipts.ask()).containsExactly(SECOND);
    receipts.answered(Set.of(SECOND));
    assertThat(StorageException.isFenced(second.handle((done, fault) -> fault).join())).isTrue();
    assertThat(receipts.isAwaited(CLIENT)).isFalse();
  }

  @Test
  void whereNobodyWaitsNothingIsLookedUp() {
    receipts.add(FIRST, List::of);
    assertThat(receipts.isAwaited(CLIENT)).isFalse();
    assertThat(receipts.ask()).isEmpty();
  }
}
