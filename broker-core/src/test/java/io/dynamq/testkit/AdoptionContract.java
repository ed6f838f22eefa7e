package io.dynamq.testkit;

import static io.dynamq.testkit.StoredSamples.client;
import static io.dynamq.testkit.StoredSamples.queued;
import static io.dynamq.testkit.StoredSamples.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredSession;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a storage promises of sessions that are found at a start and gone on with. */
public abstract class AdoptionContract extends DelayedContract {
  private static final ClientId ADOPTEE = client("adopted");

  @Nested
  class Adopting {
    private Lease old;

    /** A session of a node that is gone, as the next one finds it. */
    private StoredSession found(Storage next) {
      return sessions(next).get(0);
    }

    private Storage withSession() {
      Storage a = node("a");
      old = claim(a, ADOPTEE);
      done(a.sessions().save(old, session(old), Durability.STORE));
      append(a, old, queued(old, 1, "before"));
      done(a.flush());
      return a;
    }

    @Test
    void writesNothingUntilTheFirstWriteAndThatRaisesTheEpochByOne() {
      end(withSession());
      Storage b = node("b");
      Lease lease = b.sessions().adopt(found(b));
      assertThat(lease.epoch()).isEqualTo(old.epoch() + 1);
      assertThat(found(b).epoch()).isEqualTo(old.epoch());
      done(b.sessions().save(lease, session(lease), Durability.STORE));
      assertThat(found(b).epoch()).isEqualTo(lease.epoch());
      assertThat(found(b).node()).isEqualTo("b");
    }

    @Test
    void anAppendRaisesTheEpochTooAndTheOldOwnerIsOut() {
      Storage a = withSession();
      Storage again = node("a");
      Lease lease = again.sessions().adopt(found(again));
      done(again.inflight().append(lease, queued(lease, 2, "adopted"), Durability.STORE));
      assertFenced(a.sessions().save(old, session(old), Durability.STORE));
      assertThat(payloads(queue(again, ADOPTEE))).containsExactly("before", "adopted");
    }

    @Test
    void theFirstOfTwoAdoptersWins() {
      end(withSession());
      Storage b = node("b");
      Lease first = b.sessions().adopt(found(b));
      Lease second = new Lease(ADOPTEE, first.epoch(), "c", first.from());
      Storage c = node("c");
      done(b.inflight().append(first, queued(first, 2, "first"), Durability.STORE));
      assertFenced(c.inflight().append(second, queued(second, 3, "second"), Durability.STORE));
      assertFenced(c.sessions().save(second, session(second), Durability.STORE));
      assertThat(payloads(queue(b, ADOPTEE))).containsExactly("before", "first");
    }

    @Test
    void aClaimGoesOnWithWhatAnAdoptionHasNotFlushed() {
      end(withSession());
      Storage b = node("b");
      Lease lease = b.sessions().adopt(found(b));
      append(b, lease, queued(lease, 2, "adopted"));
      Lease claimed = done(b.sessions().claim(lease)).lease();
      assertThat(claimed.epoch()).isGreaterThan(lease.epoch());
      append(b, claimed, queued(claimed, 3, "claimed"));
      done(b.flush());
      assertThat(payloads(queue(b, ADOPTEE))).containsExactly("before", "adopted", "claimed");
    }

    @Test
    void aClaimElsewhereMakesAnAdoptionVoid() {
      end(withSession());
      Storage b = node("b");
      Lease lease = b.sessions().adopt(found(b));
      Storage c = node("c");
      Lease claimed = claim(c, ADOPTEE);
      assertFenced(b.inflight().append(lease, queued(lease, 2, "void"), Durability.STORE));
      assertFenced(b.sessions().delete(lease));
      assertThat(claimed.node()).isEqualTo("c");
      assertThat(payloads(queue(c, ADOPTEE))).containsExactly("before");
    }

    @Test
    void anAdoptedSessionCanEndAtOnce() {
      end(withSession());
      Storage b = node("b");
      done(b.sessions().delete(b.sessions().adopt(found(b))));
      assertThat(sessions(b)).isEmpty();
      assertThat(queue(b, ADOPTEE)).isEmpty();
    }

    @Test
    void doubtAboutWhatTheClientKnowsSurvives() {
      Storage a = node("a");
      Lease lease = claim(a, ADOPTEE);
      StoredSession lost = session(lease).lostAt(5);
      done(a.sessions().save(lease, lost, Durability.STORE));
      end(a);
      assertThat(found(node("a")).inflight().doubtful()).isTrue();
    }
  }
}
