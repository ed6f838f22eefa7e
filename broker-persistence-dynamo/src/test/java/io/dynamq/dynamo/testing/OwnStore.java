package io.dynamq.dynamo.testing;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Faults;
import io.dynamq.observe.Meters;
import io.dynamq.store.Storage;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An embedded store for one test, which may misbehave, and the storages that were opened on it. */
public final class OwnStore implements AutoCloseable {
  private final EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
  private final List<Storage> opened = new ArrayList<>();
  private final String prefix;
  private final Meters meters;

  /**
   * @param prefix of the tables
   * @param meters of all storages
   */
  public OwnStore(String prefix, Meters meters) {
    this.prefix = prefix;
    this.meters = meters;
  }

  /** Where it listens. */
  public URI endpoint() {
    return store.endpoint();
  }

  /** What it does wrong. */
  public Faults faults() {
    return store.faults();
  }

  /** Opens a storage, which is closed with this. */
  public Storage open(String node, Path dataDirectory, Map<String, String> more) throws Exception {
    Storage storage =
        Stores.open(node, Stores.settings(endpoint(), prefix, more), meters, dataDirectory);
    opened.add(storage);
    return storage;
  }

  /** Ends the faults first, so that what is held back can be written. */
  @Override
  public void close() {
    faults().clear();
    opened.forEach(Storage::close);
    store.close();
  }
}
