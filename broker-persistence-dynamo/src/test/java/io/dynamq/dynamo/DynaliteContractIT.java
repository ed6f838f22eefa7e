package io.dynamq.dynamo;

import io.dynamq.dynamo.testing.Dynalite;
import java.net.URI;

/** The contract on an independent implementation, which keeps our own store honest. */
class DynaliteContractIT extends DynamoContract {
  @Override
  URI endpoint() {
    return Dynalite.endpoint();
  }
}
