package io.dynamq.dynamo.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.SimulatedStart;
import io.dynamq.dynamo.wal.Fsync;
import io.dynamq.dynamo.wal.SimulatedDisk;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.message.ClientId;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.Renewal;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StorageProvider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Clients that come back while neither the log nor the store takes anything. */
class FullDiskTest {
  private static final long SECOND = 1_000_000;

  private final Schedule schedule = new Schedule(1, false);
  private final TableStore tables = new TableStore(schedule, SimulatedStart.tables());
  private final Life life = new Life("n");
  private final OneHand hands = new OneHand(schedule, life);
  private final SimulatedDisk disk = new SimulatedDisk();

  private Storage open() {
    StorageProvider.Context context =
        new StorageProvider.Context("n", List.of(), Path.of("none"), schedule.time, new Meters());
    return SimulatedStart.open(
        StoreClient.open(tables, schedule, life),
        disk,
        new WalSettings(Path.of("none"), Fsync.ALWAYS, Duration.ofMillis(100), 64L << 20),
        new WriteBehindSettings("store", Duration.ofMillis(20), 400, 8 << 20, 4),
        hands,
        context);
  }

  private <T> CompletableFuture<T> done(CompletableFuture<T> future) {
    schedule.run(future::isDone, schedule.micros() + 10 * SECOND);
    assertThat(future).isDone();
    return future;
  }

  private static StorageException.Kind refusal(CompletableFuture<Void> kept) {
    Throwable fault = kept.handle((done, failure) -> failure).join();
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return ((StorageException) cause).kind();
  }

  /** A row that was raised further than by one would make what the log says of it void. */
  @Test
  void theirSessionsAreNotRaisedAgainAndAgainWithoutTheLog() {
    Storage storage = open();
    Lease lease = done(storage.sessions().claim(new ClientId("c"))).join().lease();
    tables.weather = Weather.AWAY;
    disk.full(true);
    Renewal noticed = storage.sessions().renew(lease, Durability.WAL);
    assertThat(refusal(done(noticed.kept()))).isEqualTo(StorageException.Kind.THROTTLED);
    Lease now = noticed.lease();
    for (int i = 0; i < 3; i++) {
      Renewal again = storage.sessions().renew(now, Durability.WAL);
      assertThat(refusal(done(again.kept()))).isEqualTo(StorageException.Kind.THROTTLED);
      assertThat(again.lease()).isEqualTo(now);
    }
    disk.full(false);
    schedule.run(() -> false, schedule.micros() + 3 * SECOND);
    Renewal healed = storage.sessions().renew(now, Durability.WAL);
    assertThat(done(healed.kept())).isCompleted();
    assertThat(healed.lease().epoch()).isEqualTo(now.epoch() + 1);
    life.end();
    tables.close();
  }
}
