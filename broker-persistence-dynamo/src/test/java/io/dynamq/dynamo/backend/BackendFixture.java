package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.Billing;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSetup;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.Hooks;
import io.dynamq.hook.Plugin;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.setting.Setting;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The plug-in on a real store, with tables of its own. The store is the embedded one, or the one at
 * {@code DYNAMODB_TEST_ENDPOINT}.
 */
final class BackendFixture implements AutoCloseable {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static EmbeddedDynamoDb embedded;
  private static final URI ENDPOINT = endpoint();

  final RecordingBroker broker = new RecordingBroker();
  final Meters meters = new Meters();
  final Time time = Time.system();
  final String prefix = "t" + Long.toString(System.nanoTime(), 36) + NUMBER.incrementAndGet() + "_";
  private final DynamoPool probe;
  private final List<Setting> settings;
  private Backend backend;
  private Path data = Path.of("target");

  /** Starts with the shipped configuration and more lines, written as {@code key = value}. */
  BackendFixture(String... lines) throws Exception {
    settings = new ArrayList<>(ShippedConfig.settings());
    set("pool1.server = " + ENDPOINT);
    set("table_prefix = " + prefix);
    for (String line : lines) {
      set(line);
    }
    probe =
        DynamoPool.open(
            new PoolSettings("probe", "us-west-2", ENDPOINT, 4, new AwsKeys("fake", "fake")),
            new Meters());
  }

  /** Deletes every row of a table. */
  void empty(String table, String hash) {
    rows(table)
        .forEach(
            row ->
                client()
                    .deleteItem(
                        b -> b.tableName(prefix + table).key(Map.of(hash, row.get(hash))))
                    .join());
  }

  private static URI endpoint() {
    String given = System.getenv("DYNAMODB_TEST_ENDPOINT");
    // The store lives as long as this JVM, like the one it stands for.
    if (given != null) {
      return URI.create(given);
    }
    embedded = EmbeddedDynamoDb.start(Options.inMemory());
    return embedded.endpoint();
  }

  /** Lets nothing be written until {@link #letWrite}; a store that others run writes on. */
  static void holdWritesBack() {
    if (embedded != null) {
      embedded.faults().add(Fault.of(FaultKind.THROTTLING).on("BatchWriteItem", "UpdateItem"));
    }
  }

  static void letWrite() {
    if (embedded != null) {
      embedded.faults().clear();
    }
  }

  static URI store() {
    return ENDPOINT;
  }

  void set(String line) {
    String[] parts = line.split("=", 2);
    settings.add(new Setting("backend.dynamo." + parts[0].strip(), parts[1].strip(), "test:1"));
  }

  Plugin.Context context() {
    return new Plugin.Context(broker, settings, data, time, meters);
  }

  /** Where logs are, from the next start on. */
  BackendFixture in(Path dataDirectory) {
    data = dataDirectory;
    return this;
  }

  BackendFixture start() throws Exception {
    backend = Backend.start(context());
    return this;
  }

  /** Unloads and loads, as {@code plugins reload} does. */
  void restart() throws Exception {
    backend.close();
    start();
  }

  Hooks hooks() {
    return backend.hooks();
  }

  void flush() {
    backend.flush().join();
  }

  DynamoDbAsyncClient client() {
    return probe.client();
  }

  /** Makes a table that is keyed as no table of ours is. */
  static void foreignTable(DynamoPool pool, String name) {
    new TableSetup(pool, true, Billing.ON_DEMAND).ensure(List.of(TableSpec.of(name, "id")));
  }

  DynamoPool pool() {
    return probe;
  }

  ClientInfo connect(String id, long atMillis) {
    ClientInfo client = client(id, atMillis);
    broker.connected.add(client.id());
    hooks().sessionCreated(client);
    hooks().clientConnected(client);
    return client;
  }

  static ClientInfo client(String id, long atMillis) {
    return new ClientInfo(
        new ClientId(id), null, "127.0.0.1", 40_000, 1883, 4, false, 60, 0xFFFF_FFFFL, atMillis);
  }

  Subscription subscribe(ClientInfo client, String filter, int qos) {
    Subscription subscription = Subscription.of(TopicFilter.of(filter), Qos.of(qos));
    hooks().sessionSubscribed(client, subscription, true);
    return subscription;
  }

  /** Publishes and answers what was published. */
  Message publish(Message message) {
    hooks().messagePublish(message).join();
    return message;
  }

  static Message message(MessageId id, String topic, int qos, String payload) {
    return message(id, topic, qos, false, payload.getBytes(StandardCharsets.UTF_8));
  }

  static Message message(MessageId id, String topic, int qos, boolean retain, byte[] payload) {
    return new Message(
        id,
        TopicName.of(topic),
        Qos.of(qos),
        retain,
        payload,
        MessageProperties.NONE,
        "mqttjs_231b962d5c",
        id.micros(),
        Message.NEVER);
  }

  /** Ids that rise by one second, so that the order of their texts is not theirs. */
  static MessageId id(int second) {
    return MessageId.of(1_562_308_553_981_613L + second * 1_000_000L, 0xF443, 0xA53, 1);
  }

  List<Map<String, AttributeValue>> rows(String table) {
    return client().scan(b -> b.tableName(prefix + table).consistentRead(true)).join().items();
  }

  void put(String table, Map<String, AttributeValue> item) {
    client().putItem(b -> b.tableName(prefix + table).item(item)).join();
  }

  static AttributeValue s(String text) {
    return AttributeValue.fromS(text);
  }

  static AttributeValue n(long number) {
    return AttributeValue.fromN(Long.toString(number));
  }

  long count(Metric metric) {
    return meters.value(metric);
  }

  @Override
  public void close() {
    if (backend != null) {
      backend.close();
    }
    probe.close();
  }
}
