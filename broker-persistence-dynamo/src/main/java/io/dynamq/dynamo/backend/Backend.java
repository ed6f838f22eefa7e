package io.dynamq.dynamo.backend;

import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.hook.PluginException;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.StorageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The running plug-in: its pools and its hooks. */
final class Backend implements AutoCloseable {
  private final Map<String, PoolActions> pools;
  private final Hooks hooks;

  private Backend(Map<String, PoolActions> pools, Hooks hooks) {
    this.pools = pools;
    this.hooks = hooks;
  }

  /** Opens every pool that a rule uses. Blocks; nothing is left behind if it throws. */
  static Backend start(Plugin.Context context) throws InvalidSettingsException, PluginException {
    BackendConfig config = ConfigReader.read(context.settings());
    Refusals refusals = new Refusals(context.meters(), context.time());
    Map<String, PoolActions> pools = new LinkedHashMap<>();
    for (String name : config.poolsInUse()) {
      try {
        BackendPool pool = BackendPool.open(name, config, context, refusals);
        pools.put(name, new PoolActions(pool, config, context));
      } catch (StorageException e) {
        close(pools);
        throw new PluginException("pool " + name + ": " + e.getMessage(), e);
      }
    }
    return new Backend(pools, new BackendHooks(config, pools, context));
  }

  Hooks hooks() {
    return hooks;
  }

  /** Completes when everything accepted so far is in the store. */
  CompletableFuture<Void> flush() {
    return CompletableFuture.allOf(
        pools.values().stream()
            .map(actions -> actions.pool().flush())
            .toArray(CompletableFuture[]::new));
  }

  /** Flushes and closes. Blocks. */
  @Override
  public void close() {
    close(pools);
  }

  private static void close(Map<String, PoolActions> pools) {
    pools.values().forEach(actions -> actions.pool().close());
  }
}
