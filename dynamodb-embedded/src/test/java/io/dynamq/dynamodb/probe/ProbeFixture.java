package io.dynamq.dynamodb.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** What the probes share: a client of the store under test, tables and short ways to say values. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ProbeFixture {

  private static final AtomicInteger TABLES = new AtomicInteger();

  protected DynamoDbClient client;

  /** Starts or finds the store. */
  protected abstract URI open() throws Exception;

  /** Ends what {@link #open} started. */
  protected abstract void shut() throws Exception;

  /** The name that {@link Lacking} refers to. */
  protected abstract String storeName();

  @BeforeAll
  void connect() throws Exception {
    client = client(open());
  }

  @AfterAll
  void disconnect() throws Exception {
    if (client != null) {
      client.close();
    }
    shut();
  }

  @BeforeEach
  void skipWhatIsLacking(TestInfo test) {
    Lacking lacking = test.getTestMethod().orElseThrow().getAnnotation(Lacking.class);
    boolean lacks = lacking != null && lacking.store().equals(storeName());
    Assumptions.assumeFalse(lacks, () -> storeName() + " lacks this: " + lacking.reason());
  }

  static DynamoDbClient client(URI endpoint) {
    return DynamoDbClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_WEST_2)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("probe", "secret")))
        .httpClient(UrlConnectionHttpClient.create())
        .overrideConfiguration(o -> o.retryStrategy(r -> r.maxAttempts(1)))
        .build();
  }

  /** A new table with a text partition key {@code p} and, unless null, a sort key {@code s}. */
  protected String table(ScalarAttributeType sortType) {
    return createTable(client, "probe-" + TABLES.incrementAndGet(), sortType);
  }

  static String createTable(DynamoDbClient client, String name, ScalarAttributeType sortType) {
    List<KeySchemaElement> keys =
        sortType == null
            ? List.of(key("p", KeyType.HASH))
            : List.of(key("p", KeyType.HASH), key("s", KeyType.RANGE));
    List<AttributeDefinition> definitions =
        sortType == null
            ? List.of(definition("p", ScalarAttributeType.S))
            : List.of(definition("p", ScalarAttributeType.S), definition("s", sortType));
    client.createTable(
        r ->
            r.tableName(name)
                .keySchema(keys)
                .attributeDefinitions(definitions)
                .billingMode(BillingMode.PAY_PER_REQUEST));
    client.waiter().waitUntilTableExists(r -> r.tableName(name));
    return name;
  }

  static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  static AttributeDefinition definition(String name, ScalarAttributeType type) {
    return AttributeDefinition.builder().attributeName(name).attributeType(type).build();
  }

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue n(String number) {
    return AttributeValue.fromN(number);
  }

  static AttributeValue b(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return AttributeValue.fromB(SdkBytes.fromByteArray(array));
  }

  static AttributeValue ss(String... texts) {
    return AttributeValue.fromSs(List.of(texts));
  }

  /** An item or key from names and values in turn. */
  static Map<String, AttributeValue> item(Object... namesAndValues) {
    Map<String, AttributeValue> item = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      item.put((String) namesAndValues[i], (AttributeValue) namesAndValues[i + 1]);
    }
    return item;
  }

  protected void put(String table, Object... namesAndValues) {
    client.putItem(r -> r.tableName(table).item(item(namesAndValues)));
  }

  protected Map<String, AttributeValue> get(String table, Object... key) {
    return client
        .getItem(r -> r.tableName(table).key(item(key)).consistentRead(true))
        .item();
  }

  /** Checks that a call is refused with an error of this name and these words. */
  static void assertRefused(ThrowingCallable call, String code, String words) {
    Throwable thrown = catchThrowable(call);
    assertThat(thrown).isInstanceOf(DynamoDbException.class);
    assertThat(((DynamoDbException) thrown).awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(thrown).hasMessageContaining(words);
  }

  static void assertInvalid(ThrowingCallable call, String words) {
    assertRefused(call, "ValidationException", words);
  }
}
