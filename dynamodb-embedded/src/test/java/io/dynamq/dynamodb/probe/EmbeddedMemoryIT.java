package io.dynamq.dynamodb.probe;

import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import java.net.URI;

/** The probes against the embedded store in memory. */
class EmbeddedMemoryIT extends DynamoDbProbe {

  private EmbeddedDynamoDb store;

  @Override
  protected URI open() {
    store = EmbeddedDynamoDb.start(Options.inMemory());
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
