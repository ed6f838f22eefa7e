package io.dynamq.dynamo.access;

import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.store.StorageException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes tables of a store that was not there at the start, as soon as it is. */
final class LateTables implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LateTables.class);
  private static final long PAUSE_SECONDS = 2;

  private final TableSetup setup;
  private final List<TableSpec> tables;
  private final ScheduledExecutorService tries =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "dynamq-access-tables");
            thread.setDaemon(true);
            return thread;
          });

  LateTables(TableSetup setup, List<TableSpec> tables) {
    this.setup = setup;
    this.tables = tables;
    tries.schedule(this::tryOnce, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  private void tryOnce() {
    try {
      setup.ensure(tables);
      LOG.info("users and rules can be read now");
      tries.shutdown();
    } catch (StorageException e) {
      if (e.kind() == StorageException.Kind.CORRUPT) {
        LOG.error("users and rules cannot be read: {}", e.getMessage());
        tries.shutdown();
      } else if (!tries.isShutdown()) {
        tries.schedule(this::tryOnce, PAUSE_SECONDS, TimeUnit.SECONDS);
      }
    }
  }

  @Override
  public void close() {
    tries.shutdownNow();
  }
}
