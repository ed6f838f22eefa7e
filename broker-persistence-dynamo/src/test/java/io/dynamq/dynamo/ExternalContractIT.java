package io.dynamq.dynamo;

import java.net.URI;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** The contract on whatever store the user names. */
@EnabledIfEnvironmentVariable(
    named = "DYNAMODB_TEST_ENDPOINT",
    matches = ".+",
    disabledReason = "DYNAMODB_TEST_ENDPOINT names no store")
class ExternalContractIT extends DynamoContract {
  @Override
  URI endpoint() {
    return URI.create(System.getenv("DYNAMODB_TEST_ENDPOINT"));
  }
}
