package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final ClientId CLIENT = new ClientId("c");

  /** Nothing here needs the store. */
  private final Leases leases = new Leases(null, null, null, "n", Nothing::new);

  private static final class Nothing implements Leases.Content {
    @Override
    public void lost(ClientId client) {}

    @Override
    public boolean release(ClientId client) {
      return false;
    }
  }

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
  void strangersWhoseClaimsAreNotAnsweredAreNotRemembered() {
    for (int i = 0; i < 1_000; i++) {
      leases.claiming(new ClientId("stranger " + i));
    }
    assertThat(leases.unanswered().count()).isZero();
    Lease lease = new Lease(CLIENT, 5, "n");
    leases.claimed(lease, row(4));
    leases.claiming(CLIENT);
    assertThat(leases.isClaiming(CLIENT, row(6))).isTrue();
    leases.deleted(lease);
    assertThat(leases.unanswered().count()).isZero();
    leases.claimingOwn(lease);
    assertThat(leases.unanswered().count()).isOne();
    leases.deleted(lease);
    assertThat(leases.unanswered().count()).isZero();
  }

  /** Its lease was adopted, so the claim is two epochs above what the log has. */
  @Test
  void whatAReplayBroughtBackStaysGoodIfTheAnswerToTheFirstClaimIsLost() {
    leases.replaying(CLIENT, new Held.Tenure(3, 2, "n", 3), CompletableFuture::new);
    leases.claimingOwn(new Lease(CLIENT, 5, "n"));

    assertThat(leases.claimed(new Lease(CLIENT, 5, "n"), row(5))).isTrue();

    assertThat(leases.tenure(CLIENT).allows(3, row(5), false)).isTrue();
  }

  @Test
  void butNotIfSomebodyElseHadTheSession() {
    leases.replaying(CLIENT, new Held.Tenure(3, 2, "n", 3), CompletableFuture::new);
    leases.claimingOwn(new Lease(CLIENT, 5, "n"));
    leases.unanswered().refused(new Lease(CLIENT, 5, "n"));

    assertThat(leases.claimed(new Lease(CLIENT, 5, "n"), row(5))).isFalse();
  }

  @Test
  void theSameWhenTheFirstAnswerToTheClaimWasLostAndItFindsItself() {
    assertThat(leases.claimed(new Lease(CLIENT, 5, "n"), row(5))).isTrue();

    assertThat(leases.tenure(CLIENT).allows(4, row(5), false)).isTrue();
    assertThat(leases.tenure(CLIENT).allows(3, row(5), false)).isFalse();
  }
}
