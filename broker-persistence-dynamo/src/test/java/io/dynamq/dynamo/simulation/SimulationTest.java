package io.dynamq.dynamo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Games by seed. Others than those of every build: {@code -Dsimulation.from=1
 * -Dsimulation.games=5000}; one seed with all that happens in it: {@code -Dsimulation.from=17
 * -Dsimulation.games=1 -Dsimulation.trace=true}.
 */
class SimulationTest {
  private static final long FROM = Long.getLong("simulation.from", 8);
  private static final long GAMES = Long.getLong("simulation.games", 7);
  private static final int NODES = Integer.getInteger("simulation.nodes", 0);
  private static final boolean TRACE = Boolean.getBoolean("simulation.trace");
  private static final boolean GO_ON = Boolean.getBoolean("simulation.go_on");

  /** One at a time is traced, or the lines of two would be mixed. */
  private static final int AT_ONCE = TRACE ? 1 : Integer.getInteger("simulation.at_once", 2);

  /**
   * A game.
   *
   * @param nodes how many it has; 0: as the seed says
   */
  private record Draw(long seed, int nodes) {
    static Stream<Draw> some(long from, long games, int nodes) {
      return LongStream.range(from, from + games).mapToObj(seed -> new Draw(seed, nodes));
    }
  }

  private static List<Draw> draws() {
    Stream<Draw> asked = Draw.some(FROM, GAMES, NODES);
    boolean isEveryBuild =
        Stream.of("simulation.from", "simulation.games", "simulation.nodes")
            .allMatch(one -> System.getProperty(one) == null);
    return isEveryBuild
        ? Stream.of(asked, Draw.some(400, 25, 1), Draw.some(1300, 15, 2))
            .flatMap(some -> some)
            .toList()
        : asked.toList();
  }

  /** Each on a thread of its own from its beginning to its end: they share nothing. */
  @Test
  void keepsItsPromises() throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Future<?>> games = new ArrayList<>();
      draws().forEach(draw -> games.add(threads.submit(() -> play(draw))));
      long failed = 0;
      for (Future<?> game : games) {
        AssertionError fault = fault(game);
        if (fault != null && !GO_ON) {
          throw fault;
        } else if (fault != null) {
          failed++;
          System.out.println(fault.getMessage().lines().limit(3).toList());
        }
      }
      assertThat(failed).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Null if the promises were kept. */
  private static AssertionError fault(Future<?> game) throws InterruptedException {
    try {
      game.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause() instanceof AssertionError broken
          ? broken
          : new AssertionError(e.getCause());
    }
  }

  private static long play(Draw draw) {
    try (Game game = new Game(draw.seed, draw.nodes, TRACE)) {
      try {
        game.play();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError(
            "seed " + draw.seed + ": " + e + "\n" + game
                + "\nreplay: mvn test -pl broker-persistence-dynamo -am -Dtest=SimulationTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dsimulation.from=" + draw.seed
                + " -Dsimulation.games=1 -Dsimulation.nodes=" + draw.nodes
                + " -Dsimulation.trace=true",
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
    Draw.some(FROM, 2, NODES)
        .forEach(draw -> assertThat(play(draw)).as("%s", draw).isEqualTo(play(draw)));
  }
}
