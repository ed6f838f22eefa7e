package io.dynamq.dynamo;

import static io.dynamq.testkit.StoredSamples.NOW_MILLIS;
import static io.dynamq.testkit.StoredSamples.binary;
import static io.dynamq.testkit.StoredSamples.fullMessage;
import static io.dynamq.testkit.StoredSamples.fullSession;
import static io.dynamq.testkit.StoredSamples.message;
import static io.dynamq.testkit.StoredSamples.session;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.DropReason;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.store.Lease;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import io.dynamq.store.AuditEntry;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredBan;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/**
 * One round trip per table: what the broker writes has the attributes and types that docs/tables.md
 * says, is read back as what it was, and is decoded by docs/read_tables.py to the same.
 */
class SchemaPageIT {
  private static final ClientId LONG = new ClientId("c ü " + "x".repeat(1_500));
  private static final TopicFilter LONG_FILTER = TopicFilter.of("$share/g/" + "f".repeat(1_500));
  private static final Message FULL = fullMessage("t/ü");
  private static final Message LARGE = large();
  private static final StoredMessage SHARED =
      new StoredMessage(null, FULL, Qos.EXACTLY_ONCE, true, new int[] {1, 70_000}, "$share/g/t/+");

  private static final List<HistoryEvent> EVENTS =
      List.of(
          HistoryEvent.ofMessage(Kind.PUBLISHED, 2_000_000, FULL.id(), "p ü", "t/ü", 3),
          HistoryEvent.ofMessage(Kind.SENT, 1_999_000, FULL.id(), "c", "t/ü", 1),
          HistoryEvent.ofMessage(Kind.SUBSCRIBED, 5_000_000, null, "c", "t/+", 5),
          new HistoryEvent(Kind.REFUSED, 6_000_000, null, "p ü", "t/x", 0, "not_authorized"),
          HistoryEvent.ofSession(Kind.SESSION_ENDED, 7_000_000, "c", "expired"));

  private static final String PREFIX = Stores.newPrefix();
  private static SchemaPage page;
  private static Tables tables;
  private static DynamoPool pool;
  private static Storage storage;
  private static StoredSession full;

  @BeforeAll
  static void fill() throws Exception {
    page = SchemaPage.read();
    tables = Tables.named(PREFIX);
    var settings = Stores.settings(Stores.embedded(), PREFIX, Map.of("persistence.hold", "50ms"));
    storage = Stores.open("n@h", settings, new Meters());
    pool = DynamoPool.open(NativeSettings.parse(settings).pool(), new Meters());
    deadNode();
    client(new ClientId("short"), TopicFilter.of("t/#"));
    client(LONG, LONG_FILTER);
    for (Message each : List.of(FULL, message(2, "plain", binary(10)), LARGE)) {
      done(storage.retained().put(each, Durability.MEMORY));
      done(storage.delayed().put(each, Durability.MEMORY));
    }
    ledger(new ClientId("short"), DropReason.QUEUE_FULL, "");
    ledger(LONG, DropReason.TOO_OLD, "max_mqueue_age");
    EVENTS.forEach(storage.history()::note);
    done(
        storage
            .audit()
            .put(new AuditEntry(NOW_MILLIS, "token", "127.0.0.1:5", "ban add", "clientid c", 200)));
    done(
        storage
            .bans()
            .put(new StoredBan("clientid", LONG.value(), "r", "b", NOW_MILLIS, NOW_MILLIS + 86_400_000)));
    done(storage.flush());
    redeliver();
    done(storage.history().read(0, event -> {}));
    done(storage.flush());
  }

  /** A node that another one takes over from. */
  private static void deadNode() {
    MetaTable meta = tables.meta();
    NodeRow dead = NodeRow.of("dead@h", "boot", 1);
    for (UpdateItemRequest each :
        List.of(
            meta.join(dead, null, false), meta.moved("dead@h", "c"),
            meta.movedMore("dead@h"), meta.take(dead, "n@h", 0))) {
      done(pool.request("test", client -> client.updateItem(each)));
    }
  }

  private static void client(ClientId id, TopicFilter filter) {
    Lease lease = done(storage.sessions().claim(id)).lease();
    done(storage.sessions().save(lease, session(lease), Durability.MEMORY));
    done(
        storage
            .subscriptions()
            .put(lease, Subscription.unpack(filter, 1 | 4 | 8 | 32, 7), Durability.MEMORY));
    append(lease, SHARED.at(new Position(lease.epoch(), NOW_MILLIS * 1_000)));
    append(lease, queued(lease, 1, message(1, "small", binary(9))));
    append(lease, queued(lease, 2, LARGE));
    // The flush before makes it a removal, not something that was never written.
    done(storage.flush());
    storage.inflight().remove(lease, new Position(lease.epoch(), NOW_MILLIS * 1_000 + 1));
    lease = done(storage.sessions().claim(id)).lease();
    append(lease, queued(lease, 3, FULL));
    storage.bundle(from(id), Durability.STORE).keep(lease, 1);
    take(lease);
    full = gone(fullSession(lease));
    StoredSession last = id.equals(LONG) ? full : session(lease);
    done(storage.sessions().save(lease, last, Durability.MEMORY));
    if (!id.equals(LONG)) {
      done(storage.flush());
      done(storage.sessions().claim(id));
    }
  }

  private static Message from(ClientId sender) {
    return new Message(
        FULL.id(), FULL.topic(), FULL.qos(), false, FULL.payload(), FULL.properties(),
        sender.value(), FULL.arrivedMicros(), FULL.expiresAtMillis());
  }

  /** The same with its client away, so that its will waits. */
  private static StoredSession gone(StoredSession s) {
    return new StoredSession(
        s.client(), s.epoch(), s.node(), false, s.protocolVersion(), s.username(),
        s.createdAtMillis(), s.connectedAtMillis(), s.disconnectedAtMillis(), s.expirySeconds(),
        s.will(), s.inflight(), s.zone());
  }

  private static Message large() {
    Message m = message(3, "large", binary(500_000));
    return new Message(
        m.id(), m.topic(), m.qos(), false, m.payload(), m.properties(), m.sender(),
        m.arrivedMicros(), NOW_MILLIS + 1_000_000);
  }

  private static StoredMessage queued(Lease lease, int number, Message message) {
    return new StoredMessage(
        new Position(lease.epoch(), NOW_MILLIS * 1_000 + number),
        message, Qos.AT_LEAST_ONCE, false, new int[0], null);
  }

  /** Two messages of QoS 2 come from the queue of a group. */
  private static void take(Lease lease) {
    Lease group = new Lease(new ClientId("$share/g/#"), 1, "n@h");
    for (int i = 1; i <= 2; i++) {
      StoredMessage moved =
          new StoredMessage(
              new Position(lease.epoch(), 1_000_000 + i), from(lease.client()), Qos.EXACTLY_ONCE,
              false, new int[0], "$share/g/#");
      done(
          storage
              .inflight()
              .move(new Origin(group, new Position(1, i)), lease, moved, Durability.STORE));
    }
  }

  private static void append(Lease lease, StoredMessage message) {
    done(storage.inflight().append(lease, message, Durability.MEMORY));
  }

  private static void ledger(ClientId client, DropReason reason, String detail) {
    storage.ledger().add(new LedgerEntry(client, NOW_MILLIS * 1_000, SHARED, reason, detail));
  }

  private static void redeliver() {
    StoredLedgerEntry entry = done(storage.ledger().read(LONG, 0, null)).entries().get(0);
    done(storage.ledger().markRedelivered(entry));
  }

  @AfterAll
  static void stop() {
    storage.close();
    pool.close();
  }

  static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static List<Map<String, AttributeValue>> rows(String table) {
    List<Map<String, AttributeValue>> rows = new ArrayList<>();
    TableSpec spec = TableSpec.of(PREFIX + table, "any");
    done(new TableReader(pool).scan(spec, item -> rows.add(new TreeMap<>(item))));
    assertThat(rows).as(table).isNotEmpty();
    return rows;
  }

  @Test
  void everyTableIsOnThePage() {
    assertThat(tables.specs())
        .extracting(spec -> spec.name().substring(PREFIX.length()))
        .containsExactlyInAnyOrderElementsOf(page.tables.keySet());
  }

  @Test
  void theVersionOnThePageIsTheOneInTheStore() {
    assertThat(page.version).isEqualTo(MetaTable.SCHEMA);
    assertThat(rows("meta").stream().filter(row -> row.containsKey("v")))
        .singleElement()
        .satisfies(row -> assertThat(tables.meta().schema(row)).isEqualTo(page.version));
  }

  @Test
  void everyItemHasTheAttributesAndTypesOfThePage() {
    page.tables.forEach(
        (name, table) -> {
          Set<String> seen = new HashSet<>();
          for (Map<String, AttributeValue> row : rows(name)) {
            compare(name, row, table.attributes(), seen);
            if (!table.elements().isEmpty()) {
              Set<String> inElements = new HashSet<>();
              row.get("e").l().forEach(e -> compare(name, e.m(), table.elements(), inElements));
              inElements.forEach(each -> seen.add("e." + each));
            }
          }
          Set<String> documented = new HashSet<>(table.attributes().keySet());
          table.elements().keySet().forEach(each -> documented.add("e." + each));
          assertThat(seen).as("attributes that occur in mqb_" + name).isEqualTo(documented);
        });
  }

  private static void compare(
      String table,
      Map<String, AttributeValue> item,
      Map<String, SchemaPage.Attribute> expected,
      Set<String> seen) {
    item.forEach(
        (name, value) -> {
          assertThat(expected).as("mqb_%s, documented", table).containsKey(name);
          assertThat(value.type().name()).as("type of mqb_%s.%s", table, name)
              .isEqualTo(expected.get(name).type());
        });
    expected.forEach(
        (name, attribute) ->
            assertThat(item.containsKey(name) || attribute.optional())
                .as("mqb_%s.%s is there in %s", table, name, item.keySet()).isTrue());
    seen.addAll(item.keySet());
  }

  @Test
  void whatIsReadBackIsWhatWasWritten() {
    List<StoredSession> sessions =
        rows("session").stream().map(tables.sessions()::read).toList();
    assertThat(sessions).usingRecursiveFieldByFieldElementComparator().contains(full);
    assertThat(rows("sub")).extracting(row -> tables.subscriptions().read(row).filter())
        .containsExactlyInAnyOrder(TopicFilter.of("t/#"), LONG_FILTER);
    assertThat(rows("queue").stream().flatMap(row -> tables.queues().read(row).stream()))
        .extracting(slot -> slot.message.message().topic().value())
        .contains("t/ü", "small", "large");
    assertThat(rows("retain")).extracting(row -> tables.retained().read(row).message())
        .usingRecursiveFieldByFieldElementComparator().contains(FULL);
    assertThat(rows("delayed")).extracting(row -> tables.delayed().read(row).message())
        .usingRecursiveFieldByFieldElementComparator().contains(FULL);
    Map<String, Integer> sizes = new TreeMap<>();
    rows("msg")
        .forEach(
            row ->
                sizes.merge(
                    tables.bodies().name(row).split("#")[0],
                    tables.bodies().read(row).length,
                    Integer::sum));
    assertThat(sizes).as("payloads of queues, the retained and the delayed message")
        .hasSizeGreaterThanOrEqualTo(3)
        .allSatisfy((name, size) -> assertThat(size).isEqualTo(500_000));
    assertThat(
            rows("history").stream()
                .filter(row -> row.containsKey("b"))
                .flatMap(row -> tables.history().read(row).stream()))
        .isEqualTo(EVENTS);
    assertThat(rows("ledger").stream()
            .flatMap(row -> tables.ledger().read(row, 0).stream())
            .map(each -> each.entry().delivery()))
        .hasSize(2)
        .allSatisfy(read -> assertThat(read).usingRecursiveComparison().isEqualTo(SHARED));
  }

  @Test
  void theProgramInTheDocumentationDecodesEveryTable() throws Exception {
    for (String name : page.tables.keySet()) {
      List<JsonNode> items = PageDecoder.decode(name, rows(name));
      assertThat(items).hasSize(rows(name).size());
      if (name.equals("retain") || name.equals("delayed")) {
        assertThat(items).anySatisfy(item -> assertIsFull(item.get("b")));
      } else if (name.equals("session")) {
        assertThat(items).anySatisfy(SchemaPageIT::assertIsFullSession);
      } else if (name.equals("queue")) {
        assertThat(items).anySatisfy(SchemaPageIT::assertIsFullSegment);
      } else if (name.equals("history")) {
        assertThat(items)
            .anySatisfy(
                item ->
                    assertThat(item.path("b").toString())
                        .isEqualTo(
                            "[{\"kind\":\"published\",\"at\":2000000,\"client\":\"p ü\",\"number\":3,"
                                + "\"id\":\"" + FULL.id().toHex() + "\",\"topic\":\"t/ü\"},"
                                + "{\"kind\":\"sent\",\"at\":1999000,\"client\":\"c\",\"number\":1,"
                                + "\"id\":\"" + FULL.id().toHex() + "\",\"topic\":\"t/ü\"},"
                                + "{\"kind\":\"subscribed\",\"at\":5000000,\"client\":\"c\","
                                + "\"number\":5,\"topic\":\"t/+\"},"
                                + "{\"kind\":\"refused\",\"at\":6000000,\"client\":\"p ü\","
                                + "\"number\":0,\"topic\":\"t/x\",\"words\":\"not_authorized\"},"
                                + "{\"kind\":\"session_ended\",\"at\":7000000,\"client\":\"c\","
                                + "\"number\":0,\"words\":\"expired\"}]"));
      } else if (name.equals("ledger")) {
        assertThat(items).allSatisfy(item -> assertIsFull(item.at("/e/0/b/message")));
      }
    }
  }

  private static void assertIsFullSession(JsonNode item) {
    assertThat(item.get("cid").asText()).isEqualTo(LONG.value());
    assertThat(item.at("/if/sent_through/1").asLong()).isEqualTo(NOW_MILLIS * 1_000);
    assertThat(item.at("/if/outbound/0").toString())
        .startsWith("{\"packet_id\":65535,\"released\":true,\"position\":[");
    assertThat(item.at("/if/inbound_qos2").toString()).isEqualTo("[3,1,65535]");
    assertThat(item.at("/wl/delay").asInt()).isEqualTo(30);
    assertThat(item.at("/wl/expiry").asInt()).isEqualTo(86_400);
    assertThat(item.at("/wl/message/topic").asText()).isEqualTo("will/topic");
  }

  private static void assertIsFullSegment(JsonNode item) {
    assertThat(item.at("/b/0/group").asText()).isEqualTo("$share/g/t/+");
    assertThat(item.at("/b/0/identifiers").toString()).isEqualTo("[1,70000]");
    assertIsFull(item.at("/b/0/message"));
    assertThat(item.at("/b/0/wanted").asBoolean()).isTrue();
    assertThat(item.at("/b/1/wanted").asBoolean()).isFalse();
    assertThat(item.at("/b/2/message/payload_bytes").asInt()).isEqualTo(500_000);
    assertThat(item.at("/b/2/in_mqb_msg").asText()).startsWith(LARGE.id().toHex());
  }

  private static void assertIsFull(JsonNode decoded) {
    assertThat(decoded.get("id").asText()).isEqualTo(FULL.id().toHex());
    assertThat(decoded.get("topic").asText()).isEqualTo("t/ü");
    assertThat(decoded.get("sender").asText()).isEqualTo(FULL.sender());
    assertThat(decoded.get("qos").asInt()).isEqualTo(2);
    assertThat(decoded.get("retain").asBoolean()).isTrue();
    assertThat(decoded.get("arrived").asLong()).isEqualTo(FULL.arrivedMicros());
    assertThat(decoded.get("expires").asLong()).isEqualTo(FULL.expiresAtMillis());
    assertThat(decoded.get("payload").asText()).isEqualTo(base64(FULL.payload()));
    assertThat(decoded.get("correlation").asText())
        .isEqualTo(base64(FULL.properties().correlationData()));
    assertThat(decoded.at("/user/4/1").asText()).isEqualTo("\uD83D\uDE80");
    assertThat(decoded.get("response_topic").asText()).isEqualTo("reply/to/ü");
  }

  private static String base64(byte[] bytes) {
    return java.util.Base64.getEncoder().encodeToString(bytes);
  }
}
