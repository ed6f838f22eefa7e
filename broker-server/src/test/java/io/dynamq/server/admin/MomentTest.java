package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {
  private static final long NOW = 1_800_000_000_000L;

  @ParameterizedTest
  @CsvSource({"10s, 10000", "2h, 7200000", "7d, 604800000"})
  void spansCountBackwards(String text, long millis) {
    assertThat(Moment.millis(text, NOW)).isEqualTo(NOW - millis);
  }

  @Test
  void datesAreTaken() {
    assertThat(Moment.millis("1970-01-01T00:00:01Z", NOW)).isEqualTo(1_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"999999999d", "999999999h", "-9999-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z"})
  void whatIsVeryFarAwayStillHasMicroseconds(String text) {
    long millis = Moment.millis(text, NOW);
    assertThat(millis).isNotNegative();
    assertThat(Math.multiplyExact(millis, 1_000)).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "10", "-5m", "2026-01-31"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Moment.millis(text, NOW)).isInstanceOf(DateTimeException.class);
  }
}
