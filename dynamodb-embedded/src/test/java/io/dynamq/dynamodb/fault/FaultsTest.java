package io.dynamq.dynamodb.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultsTest {

  private static final Set<String> TABLES = Set.of("t1", "t2");

  private final Faults faults = new Faults();

  @Test
  void strikesWhatMatches() {
    faults.add(Fault.of(FaultKind.RESET).on("PutItem", "Query").onTable("t2"));
    assertThat(faults.judge("PutItem", TABLES).strike()).isEqualTo(FaultKind.RESET);
    assertThat(faults.judge("GetItem", TABLES).strike()).isNull();
    assertThat(faults.judge("PutItem", Set.of("t1")).strike()).isNull();
    assertThat(faults.strikes()).isEqualTo(1);
  }

  @Test
  void isSpentAfterItsCount() {
    faults.add(Fault.of(FaultKind.HANG).atMost(2));
    faults.add(Fault.of(FaultKind.INTERNAL_ERROR).atMost(1));
    List<FaultKind> strikes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      strikes.add(faults.judge("Scan", TABLES).strike());
    }
    assertThat(strikes)
        .containsExactly(FaultKind.HANG, FaultKind.HANG, FaultKind.INTERNAL_ERROR, null);
  }

  @Test
  void addsDelaysUpAndKeepsThemInBounds() {
    faults.add(Fault.latency(Duration.ofNanos(100), Duration.ofNanos(50)));
    faults.add(Fault.latency(Duration.ofNanos(1000), Duration.ZERO));
    faults.add(Fault.of(FaultKind.THROTTLING));
    for (int i = 0; i < 100; i++) {
      Verdict verdict = faults.judge("Scan", TABLES);
      assertThat(verdict.delayNanos()).isBetween(1100L, 1150L);
      assertThat(verdict.strike()).isEqualTo(FaultKind.THROTTLING);
    }
  }

  @Test
  void strikesAboutTheGivenShare() {
    faults.add(Fault.of(FaultKind.UNPROCESSED).withFraction(0.3));
    int left = 0;
    for (int i = 0; i < 1000; i++) {
      left += faults.leavesUnprocessed("BatchWriteItem", "t1") ? 1 : 0;
    }
    assertThat(left).isBetween(240, 360);
    assertThat(faults.judge("BatchWriteItem", TABLES).strike()).isNull();
  }

  @Test
  void clearingEndsEverythingAndFractionsHaveBounds() {
    List<Boolean> refusals = new ArrayList<>();
    faults.onRefusal(refusals::add);
    faults.add(Fault.of(FaultKind.HANG));
    faults.refuseConnections(true);
    faults.clear();
    assertThat(faults.judge("Scan", TABLES)).isEqualTo(Verdict.NONE);
    assertThat(refusals).containsExactly(true, false);
    assertThatThrownBy(() -> Fault.of(FaultKind.HANG).withFraction(1.1))
        .hasMessage("fraction must be from 0 to 1, not 1.1");
  }
}
