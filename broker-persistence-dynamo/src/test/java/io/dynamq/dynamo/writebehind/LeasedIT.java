package io.dynamq.dynamo.writebehind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.message.ClientId;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.store.Lease;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that need a valid lease, with an ownership that changes hands at chosen moments. */
class LeasedIT {
  private static final Lease LEASE = new Lease(new ClientId("c"), 7, "a");

  private final TableSpec table = TableSpec.of(Stores.newPrefix() + "things", "k");
  private final Owners owners = new Owners();
  private DynamoPool pool;
  private WriteBehind writeBehind;

  /** Answers look-ups one by one; what it is not told about, it does not know to be void. */
  private static final class Owners implements Ownership {
    final List<CompletableFuture<Set<Lease>>> answers = new CopyOnWriteArrayList<>();
    final List<Lease> fenced = new CopyOnWriteArrayList<>();

    @Override
    public CompletableFuture<Set<Lease>> voided(
        Set<Lease> leases, Consumer<Set<Lease>> early) {
      return answers.isEmpty() ? CompletableFuture.completedFuture(Set.of()) : answers.remove(0);
    }

    @Override
    public void fenced(Lease lease) {
      fenced.add(lease);
    }

    @Override
    public void settled(Lease lease) {}

    void answer(Set<Lease> voided) {
      answers.add(CompletableFuture.completedFuture(voided));
    }
  }

  @BeforeEach
  void start() {
    pool =
        DynamoPool.open(
            new PoolSettings("p", "us-west-2", Stores.embedded(), 8, new AwsKeys("k", "s")),
            new Meters());
    new TableSetup(pool, true, Billing.ON_DEMAND).ensure(List.of(table));
    WriteBehindSettings settings =
        new WriteBehindSettings("test", Duration.ofDays(1), 1_000, 8 << 20, 4);
    writeBehind =
        new WriteBehind(
            pool, settings, Time.system(), new Meters(), WriteAhead.NONE, owners);
  }

  @AfterEach
  void stop() {
    writeBehind.close(Duration.ofSeconds(10));
    pool.close();
  }

  @Test
  void aValidLeaseIsAcknowledged() {
    done(put("a"));
    assertThat(stored()).isEqualTo(1);
  }

  @Test
  void aLeaseThatIsVoidBeforeTheWriteWritesNothing() {
    owners.answer(Set.of(LEASE));
    assertFenced(put("a"));
    assertThat(stored()).isZero();
    assertThat(owners.fenced).containsExactly(LEASE);
  }

  @Test
  void aClaimThatLandsDuringTheWriteIsNotAcknowledgedOver() {
    owners.answer(Set.of());
    owners.answer(Set.of(LEASE));
    assertFenced(put("a"));
    await().untilAsserted(() -> assertThat(owners.fenced).containsExactly(LEASE));
  }

  @Test
  void aSecondLookUpThatFailsIsRepeated() {
    owners.answer(Set.of());
    owners.answers.add(CompletableFuture.failedFuture(new IllegalStateException("away")));
    done(put("a"));
    assertThat(owners.answers).isEmpty();
  }

  @Test
  void whoeverFlushesWaitsForTheSecondLookUp() {
    owners.answer(Set.of());
    CompletableFuture<Set<Lease>> second = new CompletableFuture<>();
    owners.answers.add(second);
    CompletableFuture<Void> written = new CompletableFuture<>();
    Item item = new Item(key("a").attributes(), List.of(), () -> written.complete(null));
    done(leased().put(Stage.CONTENT, key("a"), () -> item, 10, Durability.MEMORY));
    CompletableFuture<Void> flushed = writeBehind.flush();
    done(written);
    assertThat(flushed).isNotDone();
    second.complete(Set.of());
    done(flushed);
  }

  private Leased leased() {
    return writeBehind.under(LEASE);
  }

  private CompletableFuture<Void> put(String name) {
    Item item = Item.of(key(name).attributes());
    return leased().put(Stage.CONTENT, key(name), () -> item, 10, Durability.STORE);
  }

  private ItemKey key(String name) {
    return ItemKey.of(table, name);
  }

  private int stored() {
    return done(pool.request("count", c -> c.scan(b -> b.tableName(table.name())))).count();
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void assertFenced(CompletableFuture<?> future) {
    assertThatThrownBy(() -> done(future))
        .cause()
        .isInstanceOfSatisfying(
            StorageException.class,
            e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FENCED));
  }
}
