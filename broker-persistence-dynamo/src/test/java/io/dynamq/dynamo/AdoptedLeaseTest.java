package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.Held.Tenure;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import io.dynamq.testkit.FakeTime;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class AdoptedLeaseTest {
  private static final ClientId CLIENT = new ClientId("c");

  /** Nothing is flushed, so nothing is let go of. */
  private static final class Unflushed implements Leases.Content {
    @Override
    public void lost(ClientId client) {}

    @Override
    public boolean release(ClientId client) {
      return false;
    }
  }

  @Test
  void aLeaseTakenAtTheStartContinuesWhatTheLogBroughtBack() {
    Leases leases = new Leases(null, null, new FakeTime(), "n", Unflushed::new);
    CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
    leases.replaying(CLIENT, new Tenure(5, 0, "n", 5), () -> done);
    leases.under(new Lease(CLIENT, 6, "n", "n"), () -> done).join();
    Tenure tenure = leases.tenure(CLIENT);
    SessionTable.Owner row = new SessionTable.Owner(5, "n");
    assertThat(tenure.allows(6, row, false)).isTrue();
    assertThat(tenure.allows(5, row, false)).isTrue();
    assertThat(tenure.isConfirmed()).isFalse();
  }
}
