package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;
import java.time.Duration;
import java.util.List;

/** A store with some tables that misbehaves on demand, and what is needed to write to it. */
final class FaultyStore implements AutoCloseable {
  private final EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
  private final DynamoPool pool =
      DynamoPool.open(
          new PoolSettings("p", "us-west-2", store.endpoint(), 8, new AwsKeys("k", "s")),
          new Meters());

  FaultyStore(TableSpec... tables) {
    new TableSetup(pool, true, Billing.ON_DEMAND).ensure(List.of(tables));
  }

  Faults faults() {
    return store.faults();
  }

  DynamoPool pool() {
    return pool;
  }

  WriteBehind open(Duration hold, int maxEntries, int concurrency, Meters meters) {
    WriteBehindSettings settings =
        new WriteBehindSettings("test", hold, maxEntries, 8 << 20, concurrency);
    return new WriteBehind(pool, settings, Time.system(), meters);
  }

  /** Behind a write-ahead log. */
  WriteBehind open(Duration hold, WriteAhead log, Meters meters) {
    WriteBehindSettings settings = new WriteBehindSettings("test", hold, 10_000, 8 << 20, 8);
    return new WriteBehind(pool, settings, Time.system(), meters, log);
  }

  /** Ends the faults first, so that what is held back can be written. */
  void close(WriteBehind writeBehind) {
    faults().clear();
    writeBehind.close(Duration.ofSeconds(10));
    close();
  }

  @Override
  public void close() {
    pool.close();
    store.close();
  }
}
