package io.dynamq.dynamo;

import io.dynamq.dynamo.testing.Stores;
import java.net.URI;

/** The contract on our own store. */
class EmbeddedContractIT extends DynamoContract {
  @Override
  URI endpoint() {
    return Stores.embedded();
  }
}
