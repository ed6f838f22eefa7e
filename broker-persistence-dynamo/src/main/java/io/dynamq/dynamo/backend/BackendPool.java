package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.writebehind.WriteAhead;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.hook.Plugin;
import io.dynamq.message.ClientId;
import io.dynamq.store.Durability;
import io.dynamq.store.StorageException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** One data source: its client, its unflushed state and its six tables. */
final class BackendPool implements AutoCloseable {
  private final DynamoPool pool;
  private final WriteBehind writes;
  private final BackendLog log;
  private final Refusals refusals;
  private final ClientTable clients;
  private final SubTable subscriptions;
  private final MsgTable messages;
  private final TopicMap topicMap;
  private final RetainTable retained;
  private final AckedTable acked;

  private BackendPool(
      DynamoPool pool,
      BackendLog log,
      BackendConfig config,
      Plugin.Context context,
      Refusals refusals) {
    this.pool = pool;
    this.log = log;
    this.refusals = refusals;
    String name = "backend." + pool.settings().name();
    writes =
        new WriteBehind(
            pool,
            WriteBehindSettings.defaults(name).withConcurrency(pool.writeSlots()),
            context.time(),
            context.meters(),
            log == null ? WriteAhead.NONE : log);
    TableAccess access = new TableAccess(pool, new Writes(writes, log));
    String prefix = config.tuning().tablePrefix();
    clients = new ClientTable(prefix, access, context.broker().node(), refusals);
    subscriptions = new SubTable(prefix, access, refusals);
    messages = new MsgTable(prefix, access);
    topicMap =
        new TopicMap(new MapTable(prefix, access), refusals, config.tuning().mapMaxIds());
    retained = new RetainTable(prefix, access);
    acked = new AckedTable(prefix, access, refusals);
    acked.measure(context.meters(), pool.settings().name());
  }

  /** The six tables. */
  static List<TableSpec> tables(String prefix) {
    return List.of(
        ClientTable.spec(prefix),
        SubTable.spec(prefix),
        MsgTable.spec(prefix),
        MapTable.spec(prefix),
        RetainTable.spec(prefix),
        AckedTable.spec(prefix));
  }

  /**
   * Connects, creates or checks the tables and loads what is kept in memory. Blocks.
   *
   * @throws StorageException with cause and cure, nothing left behind
   */
  static BackendPool open(
      String name, BackendConfig config, Plugin.Context context, Refusals refusals) {
    ConnectionSettings connections = config.connections();
    DynamoPool pool = DynamoPool.open(connections.pool(name), context.meters());
    BackendLog log;
    try {
      new TableSetup(pool, connections.autoCreateTables(), connections.billing())
          .ensure(tables(config.tuning().tablePrefix()));
      log =
          BackendLog.open(
              name, config.tuning().wal(), config.tuning().ackAfter() == Durability.WAL, context);
    } catch (StorageException e) {
      pool.close();
      throw e;
    }
    BackendPool opened = new BackendPool(pool, log, config, context, refusals);
    try {
      if (log != null) {
        log.replay(opened.writes, tables(config.tuning().tablePrefix()));
      }
      opened.load(context);
      return opened;
    } catch (StorageException e) {
      opened.close();
      throw e;
    }
  }

  private void load(Plugin.Context context) {
    try {
      CompletableFuture.allOf(
              topicMap.load(),
              retained.load(),
              repair(context, context.broker().node()))
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof StorageException storage) {
        throw storage;
      }
      throw e;
    }
  }

  /** Clients of a node that is dead are not online any more. */
  CompletableFuture<Void> repair(Plugin.Context context, String node) {
    return clients.repair(
        node,
        client -> context.broker().isConnected(new ClientId(client)),
        context.time().epochSeconds());
  }

  Refusals refusals() {
    return refusals;
  }

  ClientTable clients() {
    return clients;
  }

  SubTable subscriptions() {
    return subscriptions;
  }

  MsgTable messages() {
    return messages;
  }

  TopicMap topicMap() {
    return topicMap;
  }

  RetainTable retained() {
    return retained;
  }

  AckedTable acked() {
    return acked;
  }

  /** Completes when everything accepted so far is in the store. */
  CompletableFuture<Void> flush() {
    return writes.flush();
  }

  /** Flushes and closes. Blocks. */
  @Override
  public void close() {
    writes.close();
    if (log != null) {
      log.close();
    }
    pool.close();
  }
}
