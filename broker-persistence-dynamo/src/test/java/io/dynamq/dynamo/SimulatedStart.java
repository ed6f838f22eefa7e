package io.dynamq.dynamo;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.wal.SimulatedDisk;
import io.dynamq.dynamo.wal.WalSettings;
import io.dynamq.dynamo.work.Hands;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageProvider;
import java.time.Duration;
import java.util.List;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** Opens the real store over a simulated world. */
public final class SimulatedStart {
  private static final String PREFIX = "sim_";

  private SimulatedStart() {}

  /** What has to be there. */
  public static List<TableSpec> tables() {
    return Tables.named(PREFIX).specs();
  }

  /**
   * Blocks as the hands do.
   *
   * @param context with node, time and meters
   */
  public static Storage open(
      DynamoDbAsyncClient client,
      SimulatedDisk disk,
      WalSettings wal,
      WriteBehindSettings writeBehind,
      Hands hands,
      StorageProvider.Context context) {
    PoolSettings settings =
        new PoolSettings("sim", "us-west-2", null, 22, new AwsKeys("k", "s"));
    DynamoPool pool = new DynamoPool(settings, context.meters(), client, () -> {}, hands);
    NativeSettings all =
        new NativeSettings(
            null,
            settings,
            PREFIX,
            writeBehind,
            wal,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            new LedgerSettings(true, Duration.ofDays(1), 1 << 10, 1 << 20),
            new HistorySettings(false, List.of(), Duration.ofDays(1)));
    return DynamoStorage.opened(
        pool,
        disk.open(wal, new LogEncoder(), context.time(), context.meters(), hands),
        all,
        context);
  }
}
