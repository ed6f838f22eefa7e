package io.dynamq.dynamo;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.observe.Meters;
import io.dynamq.store.Storage;
import io.dynamq.testkit.StorageContract;
import java.net.URI;
import java.util.Map;

/** The storage contract on any DynamoDB endpoint. */
abstract class DynamoContract extends StorageContract {
  private final String prefix = Stores.newPrefix();

  abstract URI endpoint();

  @Override
  protected Storage open(String node) throws Exception {
    return Stores.open(node, Stores.settings(endpoint(), prefix, Map.of()), new Meters());
  }

  @Override
  protected void closeBacking() {}
}
