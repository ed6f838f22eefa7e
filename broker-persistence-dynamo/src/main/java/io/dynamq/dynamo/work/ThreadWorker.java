package io.dynamq.dynamo.work;

import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A daemon thread that parks between its turns. */
final class ThreadWorker implements Worker {
  private static final Logger LOG = LoggerFactory.getLogger(ThreadWorker.class);
  private static final long AFTER_ERROR_NANOS = 1_000_000_000;

  private final LongSupplier turn;
  private final long restNanos;
  private final Thread thread;
  private long firstPauseNanos;
  private volatile boolean woken;
  private volatile boolean idle;
  private volatile boolean stopped;

  ThreadWorker(String name, LongSupplier turn, long restNanos) {
    this.turn = turn;
    this.restNanos = restNanos;
    thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  @Override
  public void start(long pauseNanos) {
    firstPauseNanos = pauseNanos;
    thread.start();
  }

  @Override
  public void wake() {
    // Written only when needed: busy callers would fight for it.
    if (!woken) {
      woken = true;
    }
    if (idle) {
      idle = false;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void stop() {
    stopped = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void run() {
    pause(firstPauseNanos);
    while (!stopped) {
      woken = false;
      long pauseNanos = turn();
      if (restNanos > 0) {
        LockSupport.parkNanos(this, restNanos);
      }
      pause(pauseNanos);
    }
  }

  /** See {@link SteadyTurn} for what is no end of the world. */
  private long turn() {
    try {
      return turn.getAsLong();
    } catch (RuntimeException | Error bug) {
      LOG.error("{}: an error, it goes on", thread.getName(), bug);
      return AFTER_ERROR_NANOS;
    }
  }

  private void pause(long nanos) {
    idle = true;
    if (nanos > 0 && !woken && !stopped) {
      // It may end too early, which only makes the next turn early.
      LockSupport.parkNanos(this, nanos);
    }
    idle = false;
  }
}
