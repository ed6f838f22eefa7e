package io.dynamq.bench.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  private final Figures figures = new Figures(List.of(Target.OURS, Target.RELAY));

  @Test
  void oneRunThatWasDisturbedDoesNotMoveTheMedian() {
    figures.add("pair", Target.OURS, 2);
    figures.add("pair", Target.OURS, 90);
    figures.add("pair", Target.OURS, 3);
    assertThat(figures.median("pair", Target.OURS)).isEqualTo(3);
  }

  @Test
  void anEvenNumberOfRunsGivesTheMiddleOfTheTwoInTheMiddle() {
    figures.add("pair", Target.OURS, 4);
    figures.add("pair", Target.OURS, 2);
    assertThat(figures.median("pair", Target.OURS)).isEqualTo(3);
  }

  @Test
  void theTableShowsRatiosAndWhatWasNotMeasured() {
    figures.add("pair", Target.OURS, 3);
    figures.add("pair", Target.RELAY, 0.5);
    figures.add("retained", Target.OURS, 1);
    assertThat(figures.table())
        .contains("| dynamq | relay | ours / relay |")
        .contains("| pair | 3.00 | 0.50 | 6.00 |")
        .contains("| retained | 1.00 | – | – |");
  }
}
