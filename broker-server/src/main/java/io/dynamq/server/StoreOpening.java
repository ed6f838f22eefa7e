package io.dynamq.server;

import io.dynamq.engine.Broker;
import io.dynamq.store.LateStorage;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the store of a broker that serves without it until then ({@code store.required = off}): again
 * and again, on a thread of its own; then the log is replayed and what the tables have is restored.
 */
final class StoreOpening implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StoreOpening.class);
  private static final long PAUSE_SECONDS = 2;

  /** Opens the store, or says why not. */
  interface Attempt {
    Storage open() throws StartFailure;
  }

  private final LateStorage late;
  private final Attempt attempt;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "store-opening");
  private Broker broker;
  private boolean arrived;

  StoreOpening(LateStorage late, Attempt attempt) {
    this.late = late;
    this.attempt = attempt;
    thread.setDaemon(true);
  }

  Storage storage() {
    return late;
  }

  /** Begins; called once. */
  void start(Broker waiting) {
    broker = waiting;
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(PAUSE_SECONDS, TimeUnit.SECONDS)) {
        if (succeeds()) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean succeeds() throws InterruptedException {
    try {
      if (!arrived) {
        late.arrive(attempt.open());
        arrived = true;
      }
      int sessions = broker.restore().get();
      LOG.info("the store is there, {} sessions restored", sessions);
      return true;
    } catch (StartFailure e) {
      late.stillAway(e.getMessage());
    } catch (ExecutionException e) {
      LOG.warn("the store cannot be read, trying again: {}", e.getCause().getMessage());
    } catch (RuntimeException bug) {
      LOG.error("the store cannot be opened, trying again", bug);
      late.stillAway(bug.toString());
    }
    return false;
  }

  /** Whether a store that cannot be opened may come later; damage does not mend itself. */
  static boolean mayCome(Throwable cause) {
    return cause instanceof StorageException fault
        && fault.kind() != StorageException.Kind.CORRUPT;
  }

  /** An attempt that is under way is waited for. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(40));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
