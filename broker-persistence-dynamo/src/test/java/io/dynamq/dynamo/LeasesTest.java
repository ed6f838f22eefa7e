package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final ClientId CLIENT = new ClientId("c");

  /** Nothing here needs the store. */
  private final Leases leases = new Leases(null, null, null, "n", () -> null);

  private static SessionTable.Owner row(long epoch) {
    return new SessionTable.Owner(epoch, "n");
  }

  @Test
  void whatWasWrittenRightBeforeAClaimStaysGood() {
    assertThat(leases.claimed(new Lease(CLIENT, 5, "n"), row(4))).isTrue();

    assertThat(leases.tenure(CLIENT).allows(4, row(5), false)).isTrue();
    assertThat(leases.tenure(CLIENT).allows(3, row(5), false)).isFalse();
  }

  @Test
  void theSameWhenTheFirstAnswerToTheClaimWasLostAndItFindsItself() {
    assertThat(leases.claimed(new Lease(CLIENT, 5, "n"), row(5))).isTrue();

    assertThat(leases.tenure(CLIENT).allows(4, row(5), false)).isTrue();
    assertThat(leases.tenure(CLIENT).allows(3, row(5), false)).isFalse();
  }
}
