package io.dynamq.dynamo.simulation;

import io.dynamq.testkit.FakeTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Everything that happens, one task after the other, in an order and at moments that a seed decides.
 * What happens is written into a trace whose hash tells whether two runs were the same.
 */
final class Schedule {
  private static final int TRACE_KEPT = 400;

  /** Tasks that run in the order in which they came, beside those of other lanes. */
  final class Lane implements Executor {
    private final Life life;
    private final String name;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

    private Lane(Life life, String name) {
      this.life = life;
      this.name = name;
    }

    @Override
    public void execute(Runnable task) {
      if (life.isOver()) {
        return;
      }
      tasks.add(task);
      if (tasks.size() == 1) {
        (life.isFrozen() ? parked : ready).add(this);
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private record Timer(long dueMicros, long number, Lane lane, Runnable task) {}

  final Random random;
  final long seed;
  final FakeTime time = new FakeTime();
  private final boolean verbose;
  private final List<Lane> ready = new ArrayList<>();

  /** Those whose process is frozen. */
  private final List<Lane> parked = new ArrayList<>();
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(
          Comparator.comparingLong(Timer::dueMicros).thenComparingLong(Timer::number));
  private final Deque<String> recent = new ArrayDeque<>();
  private final long startMicros = time.epochMicros();
  private Life running = Life.OUTSIDE;
  private long number;
  private long steps;
  private long hash;

  /**
   * @param verbose whether the trace is printed
   */
  Schedule(long seed, boolean verbose) {
    this.seed = seed;
    random = new Random(seed);
    this.verbose = verbose;
  }

  Lane lane(Life life, String name) {
    return new Lane(life, name);
  }

  /** Whose task is running. */
  Life running() {
    return running;
  }

  long micros() {
    return time.epochMicros();
  }

  /** Since the start. */
  long millis() {
    return (micros() - startMicros) / 1_000;
  }

  long steps() {
    return steps;
  }

  void after(long delayMicros, Lane lane, Runnable task) {
    at(micros() + delayMicros, lane, task);
  }

  void at(long dueMicros, Lane lane, Runnable task) {
    timers.add(new Timer(dueMicros, number++, lane, task));
  }

  /** Between the two, both included. */
  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  /** A process stands still, as if its machine slept, and then goes on as if nothing had been. */
  void freeze(Life life, long forMicros, Lane waker) {
    life.freeze(true);
    after(
        forMicros,
        waker,
        () -> {
          life.freeze(false);
          note(life + " goes on");
          ready.addAll(parked.stream().filter(lane -> lane.life == life).toList());
          parked.removeIf(lane -> lane.life == life);
        });
  }

  // ---- running

  /** Runs until the condition holds; false if the moment comes first. */
  boolean run(BooleanSupplier until, long untilMicros) {
    while (!until.getAsBoolean()) {
      if (micros() >= untilMicros) {
        return false;
      }
      step(untilMicros);
    }
    return true;
  }

  private void step(long untilMicros) {
    wakeDue();
    if (ready.isEmpty()) {
      long next = timers.isEmpty() ? untilMicros : Math.min(untilMicros, timers.peek().dueMicros);
      time.advanceMicros(Math.max(0, next - micros()));
      return;
    }
    if (random.nextInt(4) == 0) {
      time.advanceMicros(random.nextInt(100));
    }
    int chosen = random.nextInt(ready.size());
    Lane lane = ready.get(chosen);
    if (lane.life.isFrozen()) {
      parked.add(ready.remove(chosen));
      return;
    }
    Runnable task = lane.tasks.poll();
    if (lane.tasks.isEmpty()) {
      ready.remove(chosen);
    }
    if (!lane.life.isOver()) {
      runOne(lane, task);
    }
  }

  private void runOne(Lane lane, Runnable task) {
    Life before = running;
    running = lane.life;
    steps++;
    mix(lane.name.hashCode());
    try {
      task.run();
    } catch (Life.Over over) {
      // What it was doing ended with it; whoever waits further out notices for himself.
      mix(1);
    } finally {
      running = before;
    }
  }

  private void wakeDue() {
    long now = micros();
    for (Timer timer = timers.peek(); timer != null && timer.dueMicros <= now; ) {
      timers.poll();
      timer.lane.execute(timer.task);
      timer = timers.peek();
    }
  }

  // ---- the trace

  void note(String what) {
    mix(what.hashCode());
    String line = millis() + " " + what;
    if (verbose) {
      System.out.println(line);
    }
    recent.add(line);
    if (recent.size() > TRACE_KEPT) {
      recent.poll();
    }
  }

  private void mix(long value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15L;
    hash ^= hash >>> 29;
    hash += micros();
  }

  /** Of all that has happened. */
  long hash() {
    return hash;
  }

  String recent() {
    return String.join("\n", recent);
  }
}
