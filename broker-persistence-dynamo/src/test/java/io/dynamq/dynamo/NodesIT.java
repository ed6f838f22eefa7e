package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamo.writebehind.Stage;
import io.dynamq.dynamo.writebehind.Write;
import io.dynamq.dynamo.writebehind.WriteBehind;
import io.dynamq.dynamo.writebehind.WriteBehindSettings;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredSession;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Several nodes on one store: who takes over, who is told, and who is out. */
class NodesIT {
  private final URI endpoint = Stores.embedded();
  private final String prefix = Stores.newPrefix();
  private final List<Storage> opened = new ArrayList<>();
  private DynamoPool reader;

  @BeforeEach
  void connect() throws Exception {
    reader =
        DynamoPool.open(
            NativeSettings.parse(Stores.settings(endpoint, prefix, Map.of())).pool(),
            new Meters());
  }

  @AfterEach
  void close() {
    opened.forEach(Storage::close);
    reader.close();
  }

  @Test
  void aNodeThatIsGoneIsTakenOverWhollyByOneOfItsNeighbours() throws Exception {
    Storage a = open("a");
    Storage b = open("b");
    Storage c = open("c");
    RecordedNeighbours ofB = watch(b);
    RecordedNeighbours ofC = watch(c);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      ids.add("client " + i);
      Lease lease = claim(a, "client " + i);
      done(a.sessions().save(lease, session(lease), Durability.MEMORY));
      done(a.subscriptions().put(lease, plain("t/" + i), Durability.MEMORY));
    }
    done(a.delayed().put(message(), Durability.STORE));
    Lease others = claim(c, "of c");
    done(c.sessions().save(others, session(others), Durability.STORE));
    end(a);

    await().until(() -> ofB.dead.size() + ofC.dead.size() > 0);
    RecordedNeighbours heir = ofB.dead.isEmpty() ? ofC : ofB;
    RecordedNeighbours other = heir == ofB ? ofC : ofB;
    assertThat(heir.inherited.keySet()).isEqualTo(ids);
    assertThat(heir.sessions).hasSize(40);
    assertThat(heir.inherited.get("client 7")).containsExactly(plain("t/7"));
    assertThat(heir.delayed).hasSize(1);
    assertThat(other.sessions).isEmpty();
    assertThat(other.delayed).isEmpty();
    String name = heir == ofB ? "b" : "c";
    for (String id : ids) {
      assertThat(row("session", "c", id).get("nd").s()).isEqualTo(name);
    }
    assertThat(row("session", "c", "of c").get("ep").n()).isEqualTo("" + others.epoch());
    await().until(() -> row("meta", "k", "node/a").isEmpty());
    await()
        .until(() -> Set.of("b", "c").equals(Set.copyOf(row("meta", "k", "nodes").get("ns").ss())));
  }

  @Test
  void aNodeThatComesBackFindsWhatWasTakenGoneAndKeepsItsNewOnes() throws Exception {
    Storage a = open("a");
    Storage b = open("b");
    RecordedNeighbours ofB = watch(b);
    Lease old = claim(a, "old");
    done(a.sessions().save(old, session(old), Durability.STORE));
    end(a);
    await().until(() -> ofB.dead.size() == 1);
    Storage again = open("a");
    assertThat(sessions(again)).isEmpty();
    Lease fresh = claim(again, "fresh");
    done(again.sessions().save(fresh, session(fresh), Durability.STORE));
    assertThat(sessions(again)).extracting(one -> one.client().value()).containsExactly("fresh");
    assertThat(fenced(again.sessions().save(old, session(old), Durability.STORE))).isTrue();
  }

  @Test
  void twoNodesThatStartAtOnceDoNotBothTakeWhatADeadOneLeft() throws Exception {
    for (int round = 0; round < 5; round++) {
      Storage gone = open("gone" + round);
      Lease lease = claim(gone, "client" + round);
      done(gone.sessions().save(lease, session(lease), Durability.STORE));
      done(gone.delayed().put(message(), Durability.STORE));
      end(gone);
      Storage b = open("b" + round);
      Storage c = open("c" + round);
      List<StoredSession> found = new ArrayList<>();
      List<Message> delayed = new ArrayList<>();
      List<CompletableFuture<Void>> reads = new ArrayList<>();
      for (Storage one : List.of(b, c)) {
        reads.add(one.sessions().forEach(session -> add(found, session)));
        reads.add(one.delayed().forEach(message -> add(delayed, message)));
      }
      reads.forEach(NodesIT::done);
      String mine = "client" + round;
      assertThat(found).filteredOn(one -> one.client().value().equals(mine)).hasSize(1);
      assertThat(delayed).hasSize(1);
      done((found.get(0).node().equals("b") ? b : c).flush());
      end(b);
      end(c);
    }
  }

  private static <T> void add(List<T> list, T one) {
    synchronized (list) {
      list.add(one);
    }
  }

  @Test
  void aRequestThatIsLateChangesNoSubscriptionOfALaterOwner() throws Exception {
    Lease old = claim(open("a"), "c");
    Storage second = open("b");
    Lease now = claim(second, "c");
    Subscription after = Subscription.unpack(TopicFilter.of("t"), 2, 7);
    done(second.subscriptions().put(now, after, Durability.STORE));
    SubscriptionTable table = Tables.named(prefix).subscriptions();
    Subscription before = plain("t");
    // On its way since before the claim, so that no look at the session's row stops it.
    WriteBehindSettings settings =
        new WriteBehindSettings("late", Duration.ZERO, 1_000, 1 << 20, 4);
    try (WriteBehind late =
        new WriteBehind(reader, settings, Time.system(), new Meters())) {
      for (Write.Expression request : List.of(table.put(old, before), table.deletion(old))) {
        Write.Update update = new Write.Update(() -> request, 100, () -> {}, null);
        assertThat(
                fenced(
                    late.update(
                        Stage.CONTENT, table.key(old.client(), before.filter()), update,
                        Durability.STORE)))
            .isTrue();
      }
    }

    assertThat(done(second.subscriptions().load(old.client()))).containsExactly(after);
  }

  @Test
  void whoLosesAClientHearsOfItThoughItWritesNothing() throws Exception {
    Storage a = open("a");
    RecordedNeighbours ofA = watch(a);
    Storage b = open("b");
    Lease lease = claim(a, "moves");
    done(a.sessions().save(lease, session(lease), Durability.STORE));
    Lease next = claim(b, "moves");
    await().until(() -> ofA.moved.containsKey("moves"));
    assertThat(ofA.moved.get("moves")).isEqualTo(next.epoch());
    await().until(() -> !row("meta", "k", "node/a").containsKey("mv"));
  }

  @Test
  void whoeverLosesManyClientsAtOnceLooksAtAllOfItsOwn() throws Exception {
    // Nothing beats in between.
    Storage a = open("a", Map.of("persistence.node_lease", "1h"));
    Storage b = open("b");
    claim(a, "moves");
    List<String> named = new ArrayList<>();
    for (int i = 0; i < MetaTable.MOVED_NAMED - 1; i++) {
      named.add("moved before " + i);
    }
    MetaTable table = Tables.named(prefix).meta();
    done(
        reader.request(
            "naming",
            c ->
                c.updateItem(
                    u ->
                        u.tableName(table.spec.name())
                            .key(table.nodeKey("a"))
                            .updateExpression("ADD mv :n")
                            .expressionAttributeValues(Map.of(":n", AttributeValue.fromSs(named))))));
    claim(b, "moves");
    claim(b, "one too many, which is new");
    assertThat(row("meta", "k", "node/a")).doesNotContainKey("ma");
    claim(a, "moves too");
    claim(b, "moves too");
    Map<String, AttributeValue> row = row("meta", "k", "node/a");
    assertThat(row.get("mv").ss()).hasSize(MetaTable.MOVED_NAMED);
    assertThat(Long.parseLong(row.get("ma").n())).isPositive();
  }

  @Test
  void thoseWhoAreTooManyToBeNamedAreFound() throws Exception {
    Storage a = open("a");
    RecordedNeighbours ofA = watch(a);
    Storage b = open("b");
    Lease kept = claim(a, "kept");
    done(a.sessions().save(kept, session(kept), Durability.STORE));
    String longName = "m".repeat(300);
    Lease moves = claim(a, longName);
    done(a.sessions().save(moves, session(moves), Durability.STORE));
    ofA.served.put(kept.client(), kept.epoch());
    ofA.served.put(moves.client(), moves.epoch());
    ofA.served.put(new ClientId("ended"), 7L);
    Lease next = claim(b, longName);
    await().until(() -> ofA.moved.size() == 2);
    assertThat(ofA.moved).containsEntry(longName, next.epoch()).containsEntry("ended", 7L);
    await().until(() -> !row("meta", "k", "node/a").containsKey("ma"));
  }

  @Test
  void aSessionIsFoundElsewhereOnlyIfAnotherNodeHasIt() throws Exception {
    Storage a = open("a");
    Lease lease = claim(a, "c");
    done(a.sessions().save(lease, session(lease), Durability.STORE));
    assertThat(a.sessions().isElsewhere(new ClientId("c"))).isCompletedWithValue(false);
    Storage b = open("b");
    assertThat(done(b.sessions().isElsewhere(new ClientId("c")))).isTrue();
    assertThat(done(b.sessions().isElsewhere(new ClientId("d")))).isFalse();
    StoredSession found = done(b.sessions().find(new ClientId("c")));
    assertThat(found.username()).isEqualTo(session(lease).username());
    assertThat(found.node()).isEqualTo("a");
    assertThat(done(b.sessions().find(new ClientId("d")))).isNull();
  }

  @Test
  void aNodeThatWasTakenForDeadIsToldAndBeginsAnew() throws Exception {
    Storage a = open("a");
    RecordedNeighbours ofA = watch(a);
    String before = row("meta", "k", "node/a").get("in").n();
    done(
        reader.request(
            "taking",
            c ->
                c.updateItem(
                    u ->
                        u.tableName(prefix + "meta")
                            .key(Map.of("k", AttributeValue.fromS("node/a")))
                            .updateExpression("SET #b = :b, ti = :t")
                            .expressionAttributeNames(Map.of("#b", "by"))
                            .expressionAttributeValues(
                                Map.of(
                                    ":b", AttributeValue.fromS("b"),
                                    ":t", AttributeValue.fromN(before))))));
    await().until(() -> ofA.expelled.size() == 1);
    await()
        .until(() -> Long.parseLong(row("meta", "k", "node/a").get("in").n()) > parse(before));
    Lease lease = claim(a, "c");
    done(a.sessions().save(lease, session(lease), Durability.STORE));
    await().during(1_500, TimeUnit.MILLISECONDS).until(() -> ofA.expelled.size() == 1);
  }

  private static long parse(String number) {
    return Long.parseLong(number);
  }

  @Test
  void ofTwoProcessesOfOneNameTheFirstServesNothingMore() throws Exception {
    Storage first = open("a");
    RecordedNeighbours ofFirst = watch(first);
    Storage second = open("a");
    await().until(() -> ofFirst.expelled.size() == 1);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(() -> claim(first, "c"))
                    .hasMessageContaining("another broker has started as node a"));
    claim(second, "c");
  }

  // ---- the parts

  private Storage open(String node) throws Exception {
    return open(node, Map.of("persistence.node_lease", "1s"));
  }

  private Storage open(String node, Map<String, String> more) throws Exception {
    Storage storage =
        Stores.open(node, Stores.settings(endpoint, prefix, more), new Meters());
    opened.add(storage);
    return storage;
  }

  private void end(Storage storage) {
    opened.remove(storage);
    storage.close();
  }

  private static RecordedNeighbours watch(Storage storage) {
    RecordedNeighbours neighbours = new RecordedNeighbours();
    storage.watch(neighbours);
    return neighbours;
  }

  private Map<String, AttributeValue> row(String table, String key, String value) {
    return done(
            reader.request(
                "row",
                c ->
                    c.getItem(
                        g ->
                            g.tableName(prefix + table)
                                .consistentRead(true)
                                .key(Map.of(key, AttributeValue.fromS(value))))))
        .item();
  }

  private static List<StoredSession> sessions(Storage storage) {
    List<StoredSession> found = new ArrayList<>();
    done(storage.sessions().forEach(found::add));
    return found;
  }

  private static Lease claim(Storage storage, String client) {
    return done(storage.sessions().claim(new ClientId(client))).lease();
  }

  private static boolean fenced(CompletableFuture<Void> write) {
    return done(write.handle((done, error) -> error != null));
  }

  private static Subscription plain(String filter) throws Exception {
    return Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE);
  }

  private static Message message() {
    return new Message(
        new MessageId(1, 1), TopicName.of("t"), Qos.AT_LEAST_ONCE, false, new byte[3],
        MessageProperties.NONE, "sender", 1, Message.NEVER);
  }

  private static StoredSession session(Lease lease) {
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), false, 5, null, 1, 1, 2, 3_600, null,
        InflightSnapshot.EMPTY, "external");
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
