package io.dynamq.server.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.server.proof.ledger.Incident;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PromiseTest {
  private static final long MILLI = 1_000_000;

  private static Promise promise(String mode, String fsync, String kill) {
    Plan.Kills kills =
        new Plan.Kills(
            Duration.ofSeconds(1), 1, kill.equals("term"), kill.equals("power"),
            kill.equals("machine"));
    return Promise.of(
        new Plan(
            new Plan.Mode(mode, fsync, Map.of()),
            new Plan.Load(1, 1, 1, 1, 0),
            kills,
            new Plan.Faults(List.of(), Duration.ZERO, Duration.ZERO),
            new Plan.Place(Path.of("."), null, null, null, null, 0),
            new Plan.Ending(Duration.ZERO, Duration.ZERO, null, null, false, false),
            1));
  }

  @ParameterizedTest
  @CsvSource({
    "memory, interval, kill, 1000",
    "memory, interval, term, 0",
    "wal, interval, kill, 0",
    "wal, never, kill, 0",
    "wal, always, power, 0",
    "wal, interval, power, 200",
    "wal, never, power, 2000",
    "wal, always, machine, 1000",
    "store, never, power, 0",
    "store, never, machine, 0"
  })
  void eachModeHasItsWindow(String mode, String fsync, String kill, long millis) {
    assertThat(promise(mode, fsync, kill).window()).hasMillis(millis);
  }

  @Test
  void whatIsOlderThanTheWindowIsNotExcused() {
    Promise promise = promise("memory", "interval", "kill");
    promise.killed(10_000 * MILLI, 10_000 * MILLI);

    assertThat(promise.excuses(at(9_001))).isTrue();
    assertThat(promise.excuses(at(8_999))).isFalse();
    assertThat(promise.excuses(at(10_001))).as("after the kill").isFalse();
    assertThat(promise.ageMillis(at(8_999))).isEqualTo(1_001);
  }

  @Test
  void whatTheStoreMissedInAFaultIsExcused() {
    Promise promise = promise("memory", "interval", "kill");
    promise.killed(10_000 * MILLI, 5_000 * MILLI);

    assertThat(promise.excuses(at(4_001))).isTrue();
    assertThat(promise.excuses(at(3_999))).isFalse();
  }

  @Test
  void anExchangeWithTheSubscriberThatWasForgottenIsExcusedByItsOwnAge() {
    Promise promise = promise("wal", "interval", "power");
    promise.killed(10_000 * MILLI, 10_000 * MILLI);

    assertThat(promise.excuses(told(5_000, 9_850))).isTrue();
    assertThat(promise.ageMillis(told(5_000, 9_850))).isEqualTo(150);
    assertThat(promise.excuses(told(5_000, 9_700))).as("over for 300 ms").isFalse();
    assertThat(promise.excuses(told(5_000, 10_100))).as("after the kill").isFalse();
    assertThat(promise("wal", "always", "power").excuses(told(5_000, 9_999))).isFalse();
  }

  private static Incident told(long sent, long told) {
    return new Incident(Incident.Kind.TWICE, "m", sent * MILLI, told * MILLI);
  }

  private static Incident at(long millis) {
    return new Incident(Incident.Kind.LOST, "m", millis * MILLI);
  }
}
