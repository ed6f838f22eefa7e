package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a round may send, and for how long it may rely on having looked that up. */
class RoundTest {
  private static final TableSpec TABLE = TableSpec.of("t", "h", "r");
  private static final Lease MINE = new Lease(new ClientId("mine"), 1, "n");
  private static final Lease LOST = new Lease(new ClientId("lost"), 1, "n");
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final DirtyMap dirty = new DirtyMap();
  private final Round round = new Round();

  private Taken taken(Lease lease) {
    ItemKey key = new ItemKey(TABLE, lease.client().value(), "1");
    Write put = new Write.Put(() -> Item.of(Map.of()), 1);
    dirty.accept(
        key,
        new DirtyMap.Acceptance(Stage.CONTENT, put, false, lease, false),
        new DirtyMap.Moment(1, 1),
        new CompletableFuture<>());
    return dirty.take(dirty.entry(key));
  }

  /** A request that an outage held up was allowed before it; another node may own it since. */
  @Test
  void whatIsToBeSentAgainAfterALongTimeIsLookedUpAgain() {
    round.add(taken(MINE));
    assertThat(round.unchecked()).containsExactly(MINE);
    round.checked(Set.of(MINE), 0);
    Taken sent = round.next(table -> true).get(0);
    round.expire(5 * SECOND);
    assertThat(round.unchecked()).isEmpty();
    round.answered(1);
    round.add(sent);
    assertThat(round.unchecked()).containsExactly(MINE);
    round.checked(Set.of(MINE), 6 * SECOND);
    round.expire(7 * SECOND);
    assertThat(round.unchecked()).isEmpty();
    round.expire(7 * SECOND + 1);
    assertThat(round.unchecked()).containsExactly(MINE);
  }

  @Test
  void whatFailsWhileOthersAreLookedUpIsNotTakenForLookedUp() {
    Taken late = taken(LOST);
    round.add(taken(MINE));
    Set<Lease> asked = Set.copyOf(round.unchecked());
    round.add(late);
    round.checked(asked, 1);
    assertThat(round.unchecked()).containsExactly(LOST);
  }

  @Test
  void whatIsFoundVoidBetweenTwoAttemptsIsNotSentAgain() {
    Taken lost = taken(LOST);
    round.add(lost);
    round.add(taken(MINE));
    round.checked(Set.of(MINE, LOST), 1);
    assertThat(round.next(table -> true)).hasSize(2);
    round.answered(2);
    round.add(lost);
    assertThat(round.drop(Set.of(MINE))).isEmpty();
    assertThat(round.drop(Set.of(LOST))).containsExactly(lost);
    assertThat(round.isOver()).isTrue();
  }

  @Test
  void whatIsFoundVoidWhileItIsUnderWayIsNotSentAgain() {
    Taken lost = taken(LOST);
    round.add(lost);
    round.checked(Set.of(LOST), 1);
    assertThat(round.next(table -> true)).containsExactly(lost);
    round.drop(Set.of(LOST));
    round.answered(1);
    assertThat(round.add(lost)).isFalse();
    assertThat(round.isOver()).isTrue();
  }

  @Test
  void whatWasUnderWayWhenOthersWereLookedUpAgainIsLookedUpItself() {
    Taken slow = taken(LOST);
    round.add(slow);
    round.checked(Set.of(LOST), 1);
    round.next(table -> true);
    round.add(taken(MINE));
    assertThat(round.unchecked()).containsExactly(MINE);
    round.doubt();
    round.checked(Set.of(MINE), 2);
    round.answered(1);
    round.add(slow);
    assertThat(round.unchecked()).containsExactly(LOST);
  }

  /** A neighbour has said that it has claimed one of them. */
  @Test
  void whatIsDoubtedIsLookedUpBeforeMoreIsSent() {
    round.add(taken(MINE));
    round.checked(Set.of(MINE), 1);
    assertThat(round.unchecked()).isEmpty();
    round.doubt();
    assertThat(round.unchecked()).containsExactly(MINE);
  }
}
