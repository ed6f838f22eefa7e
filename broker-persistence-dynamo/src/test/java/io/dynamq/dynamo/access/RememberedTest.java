package io.dynamq.dynamo.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.FakeTime;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RememberedTest {
  private final FakeTime time = new FakeTime();
  private final Meters meters = new Meters();
  private final List<CompletableFuture<String>> reads = new ArrayList<>();
  private final Remembered<String> row =
      new Remembered<>(
          this::read,
          new Remembered.Keeping(
              TimeUnit.SECONDS.toNanos(30), TimeUnit.SECONDS.toNanos(60), time, meters));

  private CompletableFuture<String> read() {
    CompletableFuture<String> reading = new CompletableFuture<>();
    reads.add(reading);
    return reading;
  }

  private void answer(String value) {
    reads.get(reads.size() - 1).complete(value);
  }

  private void fail() {
    reads.get(reads.size() - 1).completeExceptionally(new IllegalStateException("away"));
  }

  @Test
  void asksOnceHoweverManyWait() {
    CompletableFuture<String> one = row.get();
    CompletableFuture<String> two = row.get();
    assertThat(reads).hasSize(1);
    answer("x");
    assertThat(one).isCompletedWithValue("x");
    assertThat(two).isCompletedWithValue("x");
    assertThat(row.get()).isCompletedWithValue("x");
    assertThat(reads).hasSize(1);
    assertThat(meters.value(Metric.ACCESS_CACHE_HITS)).isEqualTo(1);
  }

  @Test
  void readsAgainWhatIsTooOld() {
    row.get();
    answer("x");
    time.advanceMillis(30_000);
    CompletableFuture<String> again = row.get();
    assertThat(again).isNotDone();
    answer("y");
    assertThat(again).isCompletedWithValue("y");
  }

  @Test
  void remembersForAShorterTimeThatThereIsNothing() {
    row.get();
    answer(null);
    assertThat(row.get()).isCompletedWithValue(null);
    time.advanceMillis(5_000);
    assertThat(row.get()).isNotDone();
  }

  @Test
  void oldAnswersCountForTheGraceWhileTheStoreIsAway() {
    row.get();
    answer("x");
    time.advanceMillis(89_000);
    CompletableFuture<String> stale = row.get();
    fail();
    assertThat(stale).isCompletedWithValue("x");
    time.advanceMillis(1_001);
    CompletableFuture<String> refused = row.get();
    fail();
    assertThat(refused).isCompletedExceptionally();
  }

  @Test
  void failsWhereNothingIsKnownAndAsksOnceASecond() {
    CompletableFuture<String> first = row.get();
    fail();
    assertThat(first).isCompletedExceptionally();
    assertThat(row.get()).isCompletedExceptionally();
    assertThat(reads).hasSize(1);
    time.advanceMillis(1_000);
    CompletableFuture<String> second = row.get();
    answer("x");
    assertThat(second).isCompletedWithValue("x");
  }

  @Test
  void whoDoesNotWaitGoesByTheOldUntilTheNewIsThere() {
    assertThat(row.now()).isNull();
    row.get();
    answer("x");
    time.advanceMillis(3_600_000);
    assertThat(row.now()).isEqualTo("x");
    answer("y");
    assertThat(row.now()).isEqualTo("y");
  }

  @Test
  void whoDoesNotWaitKnowsNothingWhenTheStoreIsAwayForLongerThanTheGrace() {
    row.get();
    answer("x");
    time.advanceMillis(30_000);
    row.now();
    fail();
    time.advanceMillis(60_000);
    assertThat(row.now()).isEqualTo("x");
    fail();
    time.advanceMillis(1);
    assertThat(row.now()).isNull();
    time.advanceMillis(1_000);
    row.now();
    answer("y");
    assertThat(row.now()).isEqualTo("y");
  }

  @Test
  void anEqualAnswerIsTheSameObject() {
    String before = new String("x");
    row.get();
    answer(before);
    row.expire();
    row.get();
    answer(new String("x"));
    assertThat(row.now()).isSameAs(before);
  }
}
