package io.dynamq.dynamodb.probe;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The probes against the embedded store on disk. */
class EmbeddedDiskIT extends DynamoDbProbe {

  @TempDir static Path directory;
  private EmbeddedDynamoDb store;

  @Override
  protected URI open() {
    store = EmbeddedDynamoDb.start(Options.onDisk(directory));
    return store.endpoint();
  }

  @Override
  protected void shut() {
    store.close();
  }

  @Override
  protected String storeName() {
    return "embedded";
  }
}
