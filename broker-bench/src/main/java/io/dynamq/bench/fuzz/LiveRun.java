package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Violation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** The cases against a broker that listens, by several clients at a time. */
final class LiveRun {
  private final Cases cases;
  private final Player player;
  private final Tally tally;
  private final BooleanSupplier alive;
  private final AtomicLong done = new AtomicLong();

  /**
   * @param alive false if it is no use to go on
   */
  LiveRun(Cases cases, Player player, Tally tally, BooleanSupplier alive) {
    this.cases = cases;
    this.player = player;
    this.tally = tally;
    this.alive = alive;
  }

  /** Cases that are played so far. */
  long done() {
    return done.get();
  }

  void play(long first, long count, int clients) throws InterruptedException {
    AtomicLong next = new AtomicLong(first);
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < clients; number++) {
      String name = "fuzz" + number + "-";
      Thread thread = new Thread(() -> play(next, first + count, name), name);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void play(AtomicLong next, long end, String name) {
    for (long number = next.getAndIncrement();
        number < end && alive.getAsBoolean();
        number = next.getAndIncrement()) {
      // Few names: sessions are taken up again and taken over.
      Case made = cases.make(number, name + number % 4);
      try {
        player.play(made, new Random(number));
      } catch (Violation | IOException e) {
        tally.found(
            "case %d (%s, version %d%s): %s: %s"
                .formatted(
                    number, made.name(), made.version(), made.webSocket() ? ", WebSocket" : "",
                    e instanceof Violation ? e.getMessage() : e.toString(),
                    HexFormat.of().formatHex(Cases.joined(made.bytes()))));
      }
      tally.played(made);
      done.incrementAndGet();
    }
  }
}
