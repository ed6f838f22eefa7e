package io.dynamq.dynamo.simulation;

import io.dynamq.dynamo.work.Crew;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.dynamo.work.Worker;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** A process's threads, as lanes of the schedule. */
final class OneHand implements Hands {
  private final Schedule schedule;
  private final Life life;
  private final Random random;

  OneHand(Schedule schedule, Life life) {
    this.schedule = schedule;
    this.life = life;
    random = new Random(schedule.random.nextLong());
  }

  @Override
  public Crew crew(String name, int threads) {
    Schedule.Lane[] lanes = new Schedule.Lane[threads];
    for (int i = 0; i < threads; i++) {
      lanes[i] = schedule.lane(life, life + " " + name + i);
    }
    return new LaneCrew(lanes);
  }

  @Override
  public Worker worker(String name, LongSupplier turn, long restNanos) {
    return new LaneWorker(schedule.lane(life, life + " " + name), turn);
  }

  /** Whatever else there is goes on meanwhile, the death of this process included. */
  @Override
  public void await(CompletableFuture<?> future, Duration limit) {
    long end = schedule.micros() + limit.toNanos() / 1_000;
    schedule.run(() -> life.isOver() || future.isDone(), end);
    if (life.isOver()) {
      throw new Life.Over(life);
    }
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  /** Tasks begin in turn, but one thread may be slower than the other. */
  private final class LaneCrew implements Crew {
    private final Schedule.Lane[] lanes;
    private boolean closed;

    LaneCrew(Schedule.Lane[] lanes) {
      this.lanes = lanes;
    }

    @Override
    public void execute(Runnable task) {
      if (closed) {
        throw new RejectedExecutionException("closed");
      }
      lanes[schedule.random.nextInt(lanes.length)].execute(task);
    }

    @Override
    public void later(long millis, Runnable task) {
      schedule.after(millis * 1_000, lanes[0], task);
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public void close() {
      closed = true;
    }
  }

  private final class LaneWorker implements Worker {
    private final Schedule.Lane lane;
    private final LongSupplier turn;
    private boolean waits;
    private boolean stopped;
    private long turns;

    LaneWorker(Schedule.Lane lane, LongSupplier turn) {
      this.lane = lane;
      this.turn = turn;
    }

    @Override
    public void start(long pauseNanos) {
      pause(pauseNanos);
    }

    private void pause(long nanos) {
      long last = turns;
      schedule.after(
          Math.max(1, nanos / 1_000),
          lane,
          () -> {
            if (last == turns && !waits) {
              turn();
            }
          });
    }

    @Override
    public void wake() {
      if (!waits && !stopped) {
        waits = true;
        lane.execute(
            () -> {
              waits = false;
              turn();
            });
      }
    }

    private void turn() {
      if (!stopped) {
        turns++;
        pause(turn.getAsLong());
      }
    }

    @Override
    public void stop() {
      stopped = true;
    }

    @Override
    public void awaitEnd() {
      // Nothing of it can be under way while somebody else runs.
    }
  }
}
