package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the store counts as away, and when as back. */
class CircuitTest {
  private final Circuit circuit = new Circuit("test");
  private long now = 1;

  private long afterMillis(long millis) {
    now += TimeUnit.MILLISECONDS.toNanos(millis);
    return now;
  }

  @Test
  void opensAfterASecondOfNothingButFailureAndSaysWhy() {
    circuit.failed("first", afterMillis(0));
    assertThat(circuit.isFailing()).isTrue();
    circuit.failed("again", afterMillis(999));
    assertThat(circuit.isOpen()).isFalse();
    circuit.failed("no route", afterMillis(1));
    assertThat(circuit.isOpen()).isTrue();
    assertThat(circuit.reason()).isEqualTo("no route");
  }

  @Test
  void oneAnswerInBetweenBeginsTheSecondAnew() {
    circuit.failed("first", afterMillis(0));
    afterMillis(900);
    circuit.answered();
    circuit.failed("again", afterMillis(200));
    circuit.failed("again", afterMillis(900));
    assertThat(circuit.isOpen()).isFalse();
  }

  @Test
  void opensWhereAnAnswerIsAwaitedAndNothingComes() {
    circuit.watch(true, afterMillis(0));
    circuit.watch(true, afterMillis(1_499));
    assertThat(circuit.isOpen()).isFalse();
    circuit.watch(true, afterMillis(1));
    assertThat(circuit.reason()).isEqualTo("no answer for 1.5 s");
  }

  @Test
  void silenceWhereNobodyAsksIsNoOutage() {
    circuit.watch(true, afterMillis(0));
    circuit.watch(false, afterMillis(1_000));
    circuit.watch(true, afterMillis(10_000));
    circuit.watch(true, afterMillis(1_000));
    assertThat(circuit.isOpen()).isFalse();
  }

  @Test
  void theFirstAnswerToAWriteCloses() {
    circuit.failed("x", afterMillis(0));
    circuit.failed("x", afterMillis(1_000));
    circuit.answeredElsewhere();
    assertThat(circuit.isOpen()).as("reads work, writes are refused").isTrue();
    circuit.answered();
    assertThat(circuit.isOpen()).isFalse();
    assertThat(circuit.isFailing()).isFalse();
  }

  @Test
  void whereOnlyReadsFailedTheAnswerToOneCloses() {
    circuit.failedElsewhere("x", afterMillis(0));
    circuit.failedElsewhere("", afterMillis(1_000));
    assertThat(circuit.reason()).isEqualTo("unknown");
    circuit.answeredElsewhere();
    assertThat(circuit.isOpen()).isFalse();
  }
}
