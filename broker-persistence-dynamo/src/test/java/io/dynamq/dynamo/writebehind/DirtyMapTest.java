package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.client.TableSpec;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DirtyMapTest {
  private static final TableSpec TABLE = TableSpec.of("t", "h", "r");
  private static final ItemKey KEY = new ItemKey(TABLE, "a", "1");

  private final DirtyMap map = new DirtyMap();

  @Test
  void aFreshKeyThatIsDeletedLeavesNothing() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    map.accept(KEY, put(true), at(1), future);
    assertThat(map.accept(KEY, delete(), at(2), null)).isEqualTo(1);
    assertThat(future).isCompleted();
    assertThat(map.count()).isZero();
    assertThat(map.bytes()).isZero();
    assertThat(map.take(map.line().poll(10, 10))).isNull();
  }

  @Test
  void aKeyThatTheStoreMayHaveIsDeletedThere() {
    map.accept(KEY, put(false), at(1), null);
    map.accept(KEY, delete(), at(2), null);
    Taken taken = map.take(map.line().poll(10, 10));
    assertThat(taken.write()).isInstanceOf(Write.Delete.class);
    assertThat(taken.stage()).isEqualTo(Stage.DELETES);
  }

  @Test
  void whileARequestIsUnderWayTheNextOneWaits() {
    map.accept(KEY, put(true), at(1), null);
    Taken first = map.take(map.line().poll(10, 10));
    assertThat(map.markSent(first)).isTrue();
    map.accept(KEY, delete(), at(2), null);
    assertThat(map.line().poll(10, 10)).isNull();
    map.finished(first);
    assertThat(map.take(map.line().poll(10, 10)).write()).isInstanceOf(Write.Delete.class);
  }

  @Test
  void aDeleteBeforeSendingSparesBothRequests() {
    map.accept(KEY, put(true), at(1), null);
    Taken taken = map.take(map.line().poll(10, 10));
    map.accept(KEY, delete(), at(2), null);
    assertThat(map.markSent(taken)).isFalse();
    assertThat(map.count()).isZero();
  }

  @Test
  void aFailedRequestIsRepeatedUnlessSuperseded() {
    map.accept(KEY, put(false), at(1), null);
    Taken taken = map.take(map.line().poll(10, 10));
    assertThat(map.failed(taken)).isTrue();
    map.accept(KEY, delete(), at(2), null);
    assertThat(map.failed(taken)).isFalse();
    assertThat(map.take(map.line().poll(10, 10)).write()).isInstanceOf(Write.Delete.class);
  }

  @Test
  void youngEntriesWaitAndUrgentOnesDoNot() {
    map.accept(KEY, put(false), at(5), null);
    assertThat(map.line().poll(4, 4)).isNull();
    map.hurryAll(key -> true);
    assertThat(map.take(map.line().poll(4, 4))).isNotNull();
  }

  @Test
  void setChangesOfAWindowBecomeOne() {
    add("1", "2");
    add("3");
    assertThat(map.accept(KEY, change(Set.of(), Set.of("2")), at(3), null)).isEqualTo(1);
    Write.SetChange change = (Write.SetChange) map.take(map.line().poll(10, 10)).write();
    assertThat(change.added()).containsExactlyInAnyOrder("1", "3");
    assertThat(change.removed()).isEmpty();
  }

  @Test
  void aSetChangeThatAddsAndRemovesGoesInTwoRequests() {
    add("1");
    map.accept(KEY, change(Set.of(), Set.of("0")), at(3), null);
    Taken first = map.take(map.line().poll(10, 10));
    assertThat(((Write.SetChange) first.write()).added()).containsExactly("1");
    map.finished(first);
    Taken second = map.take(map.line().poll(10, 10));
    assertThat(((Write.SetChange) second.write()).removed()).containsExactly("0");
    map.finished(second);
    assertThat(map.count()).isZero();
  }

  @Test
  void aFailedSetChangeIsNeverElided() {
    add("1");
    Taken taken = map.take(map.line().poll(10, 10));
    map.accept(KEY, change(Set.of(), Set.of("1")), at(3), null);
    map.failed(taken);
    Write.SetChange again = (Write.SetChange) map.take(map.line().poll(10, 10)).write();
    assertThat(again.added()).isEmpty();
    assertThat(again.removed()).containsExactly("1");
  }

  @Test
  void aPartitionShowsItsNewestStates() {
    map.accept(KEY, put(false), at(1), null);
    map.accept(new ItemKey(TABLE, "a", "2"), delete(), at(1), null);
    map.accept(new ItemKey(TABLE, "b", "1"), put(false), at(1), null);
    assertThat(map.peek(TABLE, "a")).hasSize(2);
    assertThat(map.peek(TABLE)).hasSize(3);
    map.drop(KEY, new IllegalStateException("lost"));
    assertThat(map.peek(TABLE, "a")).hasSize(1);
  }

  @Test
  void whatMayLapseIsGivenAMomentThoughSomebodyWaits() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    map.accept(KEY, lapsing(), at(1), future);
    assertThat(map.line().poll(-1_000, DueLine.PATIENCE_NANOS)).isNull();
    assertThat(map.line().dueIn(DueLine.PATIENCE_NANOS)).isEqualTo(1);
    assertThat(map.line().hasUrgent(DueLine.PATIENCE_NANOS)).isFalse();
    map.accept(KEY, delete(), at(2), null);
    assertThat(future).isCompleted();
    assertThat(map.count()).isZero();
  }

  @Test
  void whatMayLapseIsDueAfterThatMoment() {
    map.accept(KEY, lapsing(), at(1), new CompletableFuture<>());
    long due = DueLine.PATIENCE_NANOS + 1;
    assertThat(map.line().hasUrgent(due)).isTrue();
    assertThat(map.take(map.line().poll(-1_000, due))).isNotNull();
    assertThat(map.line().dueIn(due)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void whatMayLapseIsDueAtOnceWhereAFlushWantsIt() {
    map.accept(KEY, lapsing(), at(1), new CompletableFuture<>());
    map.hurry(KEY);
    assertThat(map.line().dueIn(1)).isZero();
    assertThat(map.take(map.line().poll(-1_000, 1))).isNotNull();
  }

  @Test
  void whatIsPostponedComesAgainUntilItIsOld() {
    map.accept(KEY, put(false), at(5), null);
    long again = 10 + DueLine.AGAIN_NANOS;
    assertThat(map.postpone(map.take(map.line().poll(10, 10)), 4, 10)).isTrue();
    assertThat(map.bytes()).isEqualTo(100);
    assertThat(map.oldestGeneration()).isEqualTo(5);
    assertThat(map.line().poll(again - 1, again - 1)).isNull();
    Taken taken = map.take(map.line().poll(again, again));
    assertThat(map.postpone(taken, 5, again)).as("too old").isFalse();
    assertThat(map.markSent(taken)).isTrue();
  }

  private static DirtyMap.Acceptance lapsing() {
    return new DirtyMap.Acceptance(
        Stage.CONTENT, new Write.Put(() -> Item.of(Map.of()), 100), true, null, true);
  }

  private void add(String... values) {
    map.accept(KEY, change(Set.of(values), Set.of()), at(1), null);
  }

  private static DirtyMap.Acceptance change(Set<String> added, Set<String> removed) {
    return new DirtyMap.Acceptance(
        Stage.CONTENT, new Write.SetChange("s", added, removed), false, null, false);
  }

  private static DirtyMap.Acceptance put(boolean fresh) {
    return new DirtyMap.Acceptance(
        Stage.CONTENT, new Write.Put(() -> Item.of(Map.of()), 100), fresh, null, false);
  }

  private static DirtyMap.Acceptance delete() {
    return new DirtyMap.Acceptance(Stage.DELETES, WriteBehind.DELETE, false, null, false);
  }

  private static DirtyMap.Moment at(long nanos) {
    return new DirtyMap.Moment(nanos, nanos);
  }

  @Test
  void theOldestGenerationIsThatOfTheFirstStateThatTheStoreDoesNotHave() {
    assertThat(map.oldestGeneration()).isEqualTo(Long.MAX_VALUE);
    map.accept(KEY, put(false), at(3), null);
    map.accept(KEY, put(false), at(4), null);
    assertThat(map.oldestGeneration()).as("what is merged counts").isEqualTo(3);
    Taken taken = map.take(map.entry(KEY));
    map.accept(KEY, put(false), at(5), null);
    assertThat(map.oldestGeneration()).as("under way").isEqualTo(3);
    map.failed(taken);
    assertThat(map.oldestGeneration()).as("given back").isEqualTo(3);
    map.finished(map.take(map.entry(KEY)));
    assertThat(map.oldestGeneration()).isEqualTo(Long.MAX_VALUE);
    map.accept(KEY, put(false), at(6), null);
    Taken again = map.take(map.entry(KEY));
    map.accept(KEY, put(false), at(7), null);
    map.finished(again);
    assertThat(map.oldestGeneration()).as("the newer one").isEqualTo(7);
  }
}
