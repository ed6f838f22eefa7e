package io.dynamq.dynamo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Games by seed. Another range of seeds: {@code -Dsimulation.from=1 -Dsimulation.games=5000}; one
 * seed with all that happens in it: {@code -Dsimulation.from=17 -Dsimulation.games=1
 * -Dsimulation.trace=true}.
 */
class SimulationTest {
  private static final long FROM = Long.getLong("simulation.from", 8);
  private static final long GAMES = Long.getLong("simulation.games", 7);
  private static final boolean TRACE = Boolean.getBoolean("simulation.trace");
  private static final boolean GO_ON = Boolean.getBoolean("simulation.go_on");

  @Test
  void keepsItsPromises() {
    long failed = 0;
    for (long seed = FROM; seed < FROM + GAMES; seed++) {
      try {
        play(seed);
      } catch (AssertionError e) {
        failed++;
        if (!GO_ON) {
          throw e;
        }
        System.out.println(e.getMessage().lines().limit(3).toList());
      }
    }
    assertThat(failed).isZero();
  }

  private static long play(long seed) {
    try (Game game = new Game(seed, TRACE)) {
      try {
        game.play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + seed + ": " + e + "\n" + game
                + "\nreplay: mvn test -pl broker-persistence-dynamo -am -Dtest=SimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.from=" + seed
                + " -Dsimulation.games=1 -Dsimulation.trace=true",
            e);
      }
      if (TRACE) {
        System.out.println(game);
      }
      return game.schedule.hash();
    }
  }

  @Test
  void theSameSeedIsTheSameGame() {
    for (long seed = FROM; seed < FROM + 2; seed++) {
      assertThat(play(seed)).as("seed %d", seed).isEqualTo(play(seed));
    }
  }
}
