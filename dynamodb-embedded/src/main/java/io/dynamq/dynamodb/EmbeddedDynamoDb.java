package io.dynamq.dynamodb;

import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.dynamodb.http.HttpServer;
import io.dynamq.dynamodb.operation.Dispatcher;
import io.dynamq.dynamodb.storage.RocksStore;
import io.dynamq.dynamodb.storage.StorageException;
import io.dynamq.dynamodb.table.Catalog;
import io.dynamq.dynamodb.table.Census;
import io.dynamq.dynamodb.table.ExpirySweep;
import io.dynamq.dynamodb.table.ItemStore;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running store. Any thread may call.
 *
 * <p>An answered write survives the death of the process when the store is on disk; see {@link
 * Options} for more than that.
 */
public final class EmbeddedDynamoDb implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDynamoDb.class);

  private final Options options;
  private final Faults faults = new Faults();
  private final RocksStore store;
  private final Housekeeping housekeeping;
  private final Census census;
  private final HttpServer server;
  private boolean closed;

  private EmbeddedDynamoDb(Options options, RocksStore store) throws IOException {
    this.options = options;
    this.store = store;
    ItemStore items = new ItemStore(store);
    Catalog catalog = new Catalog(store, items);
    Clock clock = Clock.systemUTC();
    Dispatcher dispatcher = new Dispatcher(catalog, items, faults, clock);
    InetSocketAddress address = new InetSocketAddress(options.host(), options.port());
    census = new Census(catalog, items);
    housekeeping = new Housekeeping(new ExpirySweep(catalog, items, clock));
    housekeeping.start(census, options.sweepPeriod());
    try {
      server = HttpServer.start(address, dispatcher, faults, options.faultControl());
    } catch (IOException e) {
      housekeeping.close();
      census.close();
      throw e;
    }
  }

  /**
   * Opens the data and starts to listen.
   *
   * @throws StartException when the port is taken, or the data directory is in use, damaged or not
   *     writable
   */
  public static EmbeddedDynamoDb start(Options options) {
    RocksStore store = null;
    try {
      store = RocksStore.open(options.dataDir(), options.fsync());
      EmbeddedDynamoDb started = new EmbeddedDynamoDb(options, store);
      LOG.info(
          "listening on {}, data {}",
          started.endpoint(),
          options.dataDir() == null ? "in memory" : "in " + options.dataDir());
      return started;
    } catch (IOException | StorageException e) {
      if (store != null) {
        store.close();
      }
      throw new StartException(e.getMessage(), e);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  /** What a client takes for its endpoint. */
  public URI endpoint() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return URI.create("http://" + host + ":" + port());
  }

  /** The switchboard of faults, for tests. */
  public Faults faults() {
    return faults;
  }

  /** Deletes expired items now rather than at the next period; returns how many. */
  public int sweepNow() {
    return housekeeping.sweepNow();
  }

  /** Stops listening, waits for the requests under way, and flushes. May be called again. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.close();
      housekeeping.close();
      census.close();
      store.close();
    }
  }
}
