package io.dynamq.dynamodb.probe;

import java.net.URI;
import org.junit.jupiter.api.Assumptions;

/** The probes against a store that the user names with DYNAMODB_TEST_ENDPOINT. */
class ExternalEndpointIT extends DynamoDbProbe {

  @Override
  protected URI open() {
    String endpoint = System.getenv("DYNAMODB_TEST_ENDPOINT");
    Assumptions.assumeTrue(endpoint != null, "DYNAMODB_TEST_ENDPOINT is not set");
    return URI.create(endpoint);
  }

  @Override
  protected void shut() {}

  @Override
  protected String storeName() {
    return "external";
  }
}
