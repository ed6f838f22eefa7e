package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightSnapshot.Outbound;
import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a process finds that starts with the write-ahead log of one that was killed. The kill is a
 * copy of the log's files; the first process never gets to flush.
 */
class WalRecoveryIT {
  private static final Map<String, String> NEVER_FLUSHED = Map.of("persistence.hold", "1d");

  @TempDir Path work;

  private final String prefix = Stores.newPrefix();
  private final List<Storage> opened = new ArrayList<>();
  private Meters meters = new Meters();
  private int copies;

  @AfterEach
  void close() {
    opened.forEach(Storage::close);
  }

  @Test
  void everythingAcknowledgedAfterWalComesBack() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease one = claim(first, "one");
    Lease two = claim(first, "two");
    done(first.sessions().save(one, session(one, InflightSnapshot.EMPTY), Durability.WAL));
    done(first.sessions().save(two, session(two, InflightSnapshot.EMPTY), Durability.WAL));
    done(first.subscriptions().put(one, plain("kept"), Durability.WAL));
    done(first.subscriptions().put(one, plain("gone"), Durability.WAL));
    done(first.subscriptions().remove(one, TopicFilter.of("gone"), Durability.WAL));
    Message shared = message("to both", 9_000);
    append(first, one, new Position(one.epoch(), 1), shared);
    append(first, two, new Position(two.epoch(), 1), shared);
    append(first, one, new Position(one.epoch(), 2), message("only one", 10));
    done(first.retained().put(message("r", 10), Durability.WAL));
    done(first.retained().put(message("r2", 10), Durability.WAL));
    done(first.retained().remove(TopicName.of("t/r2"), Durability.WAL));

    Storage next = killedAndReopened("a");

    assertThat(topics(next, "one")).containsExactly("t/to both", "t/only one");
    assertThat(topics(next, "two")).containsExactly("t/to both");
    assertThat(sessions(next)).hasSize(2);
    assertThat(done(next.subscriptions().load(one.client()))).containsExactly(plain("kept"));
    List<String> retained = new ArrayList<>();
    done(next.retained().forEach(m -> retained.add(m.topic().value())));
    assertThat(retained).containsExactly("t/r");
    assertThat(meters.value(Metric.WAL_REPLAYED)).isPositive();
    assertThat(meters.value(Metric.WAL_VOID)).isZero();
  }

  @Test
  void aMessageIsInTheLogOnceHoweverManyQueuesItGoesTo() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Message large = message("fan-out", 100_000);
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      leases.add(claim(first, "c" + i));
    }
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (Lease lease : leases) {
      writes.add(
          first.inflight()
              .append(lease, stored(new Position(lease.epoch(), 1), large), Durability.WAL));
    }
    writes.forEach(WalRecoveryIT::done);

    assertThat(meters.value(Metric.WAL_BYTES)).isLessThan(50 * 100_000 / 4);
    assertThat(topics(killedAndReopened("a"), "c49")).containsExactly("t/fan-out");
  }

  @Test
  void whatWasDeliveredByTheLastSnapshotDoesNotComeBack() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    for (int i = 1; i <= 5; i++) {
      append(first, lease, new Position(lease.epoch(), i), message("m" + i, 10));
    }
    InflightSnapshot snapshot =
        new InflightSnapshot(
            new Position(lease.epoch(), 4),
            List.of(
                new Outbound(7, new Position(lease.epoch(), 2), false),
                new Outbound(8, new Position(lease.epoch(), 3), true)),
            List.of(1, 2));
    done(first.sessions().save(lease, session(lease, snapshot), Durability.WAL));

    Storage next = killedAndReopened("a");

    assertThat(topics(next, "c")).containsExactly("t/m2", "t/m5");
    assertThat(sessions(next).get(0).inflight()).isEqualTo(snapshot);
  }

  @Test
  void aMessageThatTheStoreAcknowledgedIsNotReplacedByItsNeighboursInTheLog() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    Durability[] modes = {Durability.WAL, Durability.STORE, Durability.MEMORY, Durability.WAL};
    List<CompletableFuture<Void>> writes = new ArrayList<>();
    for (int i = 0; i < modes.length; i++) {
      Position at = new Position(lease.epoch(), i + 1);
      writes.add(first.inflight().append(lease, stored(at, message("m" + i, 10)), modes[i]));
    }
    writes.forEach(WalRecoveryIT::done);

    assertThat(topics(killedAndReopened("a"), "c")).containsExactly("t/m0", "t/m1", "t/m2", "t/m3");
  }

  @Test
  void replayingOverWhatWasPartlyFlushedYieldsEachMessageOnce() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    List<String> wanted = new ArrayList<>();
    for (int i = 1; i <= 300; i++) {
      append(first, lease, new Position(lease.epoch(), i), message("m" + i, 200));
      wanted.add("t/m" + i);
      if (i == 150) {
        done(first.flush());
      }
    }
    Storage next = killedAndReopened("a");
    assertThat(topics(next, "c")).isEqualTo(wanted);
    done(next.flush());
    Storage third = killedAndReopened("a");
    assertThat(topics(third, "c")).as("replayed a second time").isEqualTo(wanted);
  }

  @Test
  void aRowWhoseBeginningIsNotInTheLogIsNotDoubled() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    StoredMessage unlogged = stored(new Position(lease.epoch(), 1), message("m1", 10));
    done(first.inflight().append(lease, unlogged, Durability.MEMORY));
    append(first, lease, new Position(lease.epoch(), 2), message("m2", 10));
    append(first, lease, new Position(lease.epoch(), 3), message("m3", 10));
    done(first.flush());
    append(first, lease, new Position(lease.epoch(), 4), message("m4", 10));

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(topics(next, "c")).containsExactly("t/m1", "t/m2", "t/m3", "t/m4");
    assertThat(done(next.inflight().measure(lease.client())).messages()).isEqualTo(4);
  }

  @Test
  void aRowThatWasWrittenWithoutItsFirstMessageKeepsTheOthers() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    append(first, lease, new Position(lease.epoch(), 1), message("m1", 10));
    append(first, lease, new Position(lease.epoch(), 2), message("m2", 10));
    first.inflight().remove(lease, new Position(lease.epoch(), 1));
    done(first.flush());

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(topics(next, "c")).containsExactly("t/m2");
  }

  @Test
  void whatComesBackOnBothSidesOfARowIsReadPageByPage() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    for (int i = 1; i <= 2; i++) {
      append(first, lease, new Position(lease.epoch(), i), message("m" + i, 10));
      first.inflight().remove(lease, new Position(lease.epoch(), i));
    }
    append(first, lease, new Position(lease.epoch(), 3), message("m3", 10));
    append(first, lease, new Position(lease.epoch(), 4), message("m4", 10));
    done(first.flush());
    append(first, lease, new Position(lease.epoch(), 5), message("m5", 10));

    Storage next = killedAndReopened("a");
    append(next, lease, new Position(lease.epoch(), 6), message("m6", 10));
    done(next.flush());

    assertThat(pages(next, "c"))
        .containsExactly("t/m1", "t/m2", "t/m3", "t/m4", "t/m5", "t/m6");
  }

  @Test
  void whatARowWasWrittenWithoutDoesNotHideTheRestOfIt() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    for (int i = 1; i <= 4; i++) {
      append(first, lease, new Position(lease.epoch(), i), message("m" + i, 10));
    }
    first.inflight().remove(lease, new Position(lease.epoch(), 2));
    done(first.flush());

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(pages(next, "c")).containsExactly("t/m1", "t/m3", "t/m4");
  }

  @Test
  void replayingOverWhatWasStoredOneByOneYieldsEachMessageOnce() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lease = claim(first, "c");
    List<String> wanted = new ArrayList<>();
    for (int i = 1; i <= 12; i++) {
      StoredMessage next = stored(new Position(lease.epoch(), i), message("m" + i, 10));
      done(first.inflight().append(lease, next, i > 9 ? Durability.WAL : Durability.STORE));
      wanted.add("t/m" + i);
    }

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(topics(next, "c")).isEqualTo(wanted);
    for (int i = 1; i <= 12; i += 3) {
      next.inflight().withdraw(lease, new Position(lease.epoch(), i));
      wanted.remove("t/m" + i);
    }
    await().untilAsserted(() -> assertThat(topics(next, "c")).isEqualTo(wanted));
  }

  @Test
  void aSessionThatWasClaimedElsewhereMeanwhileKeepsNothingOfTheLog() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease lost = claim(first, "lost");
    append(first, lost, new Position(lost.epoch(), 1), message("stale", 10));
    Lease ours = claim(first, "ours");
    append(first, ours, new Position(ours.epoch(), 1), message("mine", 10));
    Storage other = open("b", work.resolve("other"), Map.of());
    Lease theirs = claim(other, "lost");
    append(other, theirs, new Position(theirs.epoch(), 1), message("theirs", 10));

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(topics(next, "ours")).containsExactly("t/mine");
    assertThat(meters.value(Metric.WAL_VOID)).isPositive();
    assertThat(topics(other, "lost")).containsExactly("t/theirs");
  }

  @Test
  void messagesOfAnEarlierClaimOfOursAreStillGood() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease before = claim(first, "c");
    append(first, before, new Position(before.epoch(), 1), message("before", 10));
    Lease after = claim(first, "c");
    append(first, after, new Position(after.epoch(), 1), message("after", 10));

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(topics(next, "c")).containsExactly("t/before", "t/after");
    assertThat(meters.value(Metric.WAL_VOID)).isZero();
  }

  @Test
  void aDeletedSessionDoesNotComeBack() throws Exception {
    Storage first = open("a", work.resolve("data"), Map.of());
    Lease lease = claim(first, "c");
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.STORE));
    done(first.subscriptions().put(lease, plain("t"), Durability.STORE));
    append(first, lease, new Position(lease.epoch(), 1), message("m", 10));
    done(first.sessions().delete(lease));

    Storage next = killedAndReopened("a");
    done(next.flush());

    assertThat(sessions(next)).isEmpty();
    assertThat(topics(next, "c")).isEmpty();
  }

  @Test
  void aSessionBegunAnewAfterAKillSortsBehindTheEndedOneThatTheLogStillHas() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease other = claim(first, "other");
    append(first, other, new Position(other.epoch(), 1), message("holds the log", 10));
    Lease ended = claim(first, "c");
    for (int i = 0; i < 100; i++) {
      ended = done(first.sessions().claim(ended)).lease();
    }
    done(first.sessions().save(ended, session(ended, InflightSnapshot.EMPTY), Durability.WAL));
    done(first.sessions().delete(ended));

    Storage second = killedAndReopened("a");
    Lease anew = claim(second, "c");
    done(second.sessions().save(anew, session(anew, InflightSnapshot.EMPTY), Durability.WAL));
    append(second, anew, new Position(anew.epoch(), 1), message("m", 10));

    Storage third = killedAndReopened("a");
    assertThat(anew.epoch()).isGreaterThan(ended.epoch());
    assertThat(sessions(third)).hasSize(1);
    assertThat(topics(third, "c")).containsExactly("t/m");
  }

  @Test
  void delayedMessagesComeBackUnlessTheyWerePublished() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Message later = message("later", 10);
    Message published = message("published", 10);
    done(first.delayed().put(later, Durability.WAL));
    done(first.delayed().put(published, Durability.WAL));
    done(first.delayed().remove(published, Durability.WAL));

    List<String> found = new ArrayList<>();
    done(killedAndReopened("a").delayed().forEach(m -> found.add(m.topic().value())));

    assertThat(found).containsExactly("t/later");
  }

  @Test
  void aBundleIsThereAsAWholeInItsPlaceAndWithItsIdentifier() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease queue = claim(first, "c");
    Lease publisher = claim(first, "p");
    done(first.sessions().save(publisher, session(publisher, InflightSnapshot.EMPTY), Durability.WAL));
    Bundle kept = first.bundle(message("kept", 10), Durability.WAL);
    Bundle unkept = first.bundle(message("unkept", 10), Durability.WAL);
    inBundle(first, queue, 1, "kept", kept);
    inBundle(first, queue, 2, "unkept", unkept);
    append(first, queue, new Position(queue.epoch(), 3), message("younger", 10));
    done(first.flush());
    done(kept.keep(publisher, 77));

    Storage next = killedAndReopened("a");

    assertThat(topics(next, "c")).containsExactly("t/kept", "t/younger");
    assertThat(sessions(next))
        .filteredOn(session -> session.client().equals(publisher.client()))
        .singleElement()
        .satisfies(row -> assertThat(row.inflight().inboundQos2()).containsExactly(77));
    next.inflight().remove(queue, new Position(queue.epoch(), 1));
    assertThat(topics(next, "c")).containsExactly("t/younger");
  }

  @Test
  void aWillIsInItsPlaceAndOverOrStillItsSessions() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease queue = claim(first, "c");
    StoredWill will = new StoredWill(message("will", 10), 0, -1);
    for (String client : List.of("over", "pending")) {
      Lease lease = claim(first, client);
      done(first.sessions().save(lease, leaving(lease, will), Durability.WAL));
      Bundle bundle = first.bundle(message(client, 10), Durability.WAL);
      inBundle(first, queue, client.length(), client, bundle);
      if (client.equals("over")) {
        done(bundle.keep(lease, Bundle.WILL));
      }
    }

    Storage next = killedAndReopened("a");

    assertThat(topics(next, "c")).containsExactly("t/over");
    assertThat(sessions(next))
        .filteredOn(session -> session.will() != null)
        .singleElement()
        .satisfies(row -> assertThat(row.client()).isEqualTo(new ClientId("pending")));
  }

  private static void inBundle(Storage storage, Lease lease, long at, String name, Bundle bundle)
      throws Exception {
    StoredMessage stored = stored(new Position(lease.epoch(), at), message(name, 10));
    done(storage.inflight().append(lease, stored, Durability.WAL, bundle));
  }

  @Test
  void aMovedMessageIsInOneQueueOnly() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease group = claim(first, "$share/g/t");
    Lease member = claim(first, "m");
    for (int i = 1; i <= 4; i++) {
      append(first, group, new Position(group.epoch(), i), message("m" + i, 10));
    }
    done(first.flush());
    move(first, group, 2, member, 1);
    append(first, group, new Position(group.epoch(), 5), message("m5", 10));
    move(first, group, 5, member, 2);
    first.inflight().withdraw(group, new Position(group.epoch(), 5));

    Storage next = killedAndReopened("a");
    assertThat(topics(next, "$share/g/t")).containsExactly("t/m1", "t/m3", "t/m4");
    assertThat(topics(next, "m")).containsExactly("t/m2", "t/m5");
    done(next.flush());
    Storage third = killedAndReopened("a");
    assertThat(topics(third, "$share/g/t")).as("again").containsExactly("t/m1", "t/m3", "t/m4");
    assertThat(topics(third, "m")).as("again").containsExactly("t/m2", "t/m5");
  }

  @Test
  void aMovedMessageStaysWhereItWasIfItsTakerIsAnotherNodesByNow() throws Exception {
    Storage first = open("a", work.resolve("data"), NEVER_FLUSHED);
    Lease group = claim(first, "$share/g/t");
    Lease member = claim(first, "m");
    append(first, group, new Position(group.epoch(), 1), message("m1", 10));
    move(first, group, 1, member, 1);
    claim(open("b", work.resolve("other"), Map.of()), "m");

    assertThat(topics(killedAndReopened("a"), "$share/g/t")).containsExactly("t/m1");
  }

  @Test
  void aWithdrawnMessageStaysAwayWhileTheLogForgetsTheRest() throws Exception {
    Storage first = open("a", work.resolve("data"), Map.of());
    Lease lease = claim(first, "c");
    for (int i = 1; i <= 4; i++) {
      append(first, lease, new Position(lease.epoch(), i), message("m" + i, 10));
    }
    done(first.sessions().save(lease, session(lease, InflightSnapshot.EMPTY), Durability.WAL));
    await().until(() -> meters.gauges().get("wal.size") == 0);
    for (int i : List.of(1, 3)) {
      first.inflight().withdraw(lease, new Position(lease.epoch(), i));
    }
    // The log is written in order.
    append(first, claim(first, "other"), new Position(lease.epoch(), 1), message("last", 10));

    Storage next = killedAndReopened("a");

    assertThat(topics(next, "c")).containsExactly("t/m2", "t/m4");
  }

  private static void move(Storage storage, Lease from, long at, Lease to, long place)
      throws Exception {
    Origin origin = new Origin(from, new Position(from.epoch(), at));
    StoredMessage stored = stored(new Position(to.epoch(), place), message("m" + at, 10));
    done(storage.inflight().move(origin, to, stored, Durability.WAL));
  }

  @Test
  void theLogIsEmptyOnceTheStoreHasEverything() throws Exception {
    Storage storage = open("a", work.resolve("data"), Map.of());
    Lease lease = claim(storage, "c");
    for (int i = 1; i <= 50; i++) {
      append(storage, lease, new Position(lease.epoch(), i), message("m" + i, 1_000));
    }
    assertThat(meters.gauges().get("wal.size")).isPositive();

    await().until(() -> meters.gauges().get("wal.size") == 0);
  }

  // ---- the parts

  private Storage open(String node, Path data, Map<String, String> more) throws Exception {
    Storage storage =
        Stores.open(node, Stores.settings(Stores.embedded(), prefix, more), meters, data);
    opened.add(storage);
    return storage;
  }

  private Storage killedAndReopened(String node) throws Exception {
    Path copy = work.resolve("killed-" + ++copies);
    Path from = work.resolve(copies == 1 ? "data" : "killed-" + (copies - 1));
    Stores.copy(from, copy);
    meters = new Meters();
    return open(node, copy, NEVER_FLUSHED);
  }

  private static Lease claim(Storage storage, String client) {
    return done(storage.sessions().claim(new ClientId(client))).lease();
  }

  private static void append(Storage storage, Lease lease, Position at, Message message) {
    done(storage.inflight().append(lease, stored(at, message), Durability.WAL));
  }

  private static StoredMessage stored(Position at, Message message) {
    return new StoredMessage(at, message, Qos.AT_LEAST_ONCE, false, new int[] {3}, null);
  }

  private static Message message(String name, int bytes) throws Exception {
    byte[] payload = "x".repeat(bytes).getBytes(StandardCharsets.UTF_8);
    return new Message(
        new MessageId(name.hashCode(), 1), TopicName.of("t/" + name), Qos.AT_LEAST_ONCE, false,
        payload, MessageProperties.NONE, "sender", 1, Message.NEVER);
  }

  private static Subscription plain(String filter) throws Exception {
    return Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE);
  }

  private static StoredSession session(Lease lease, InflightSnapshot inflight) {
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), true, 5, "user", 10, 20, 0, 3_600, null,
        inflight, "external");
  }

  private static StoredSession leaving(Lease lease, StoredWill will) {
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), false, 5, "user", 10, 20, 30, 3_600, will,
        InflightSnapshot.EMPTY, "external");
  }

  private static List<StoredSession> sessions(Storage storage) {
    List<StoredSession> all = new ArrayList<>();
    done(storage.sessions().forEach(all::add));
    return all;
  }

  private static List<String> topics(Storage storage, String client) {
    return done(
            storage.inflight().read(new ClientId(client), Position.START, 10_000, 99_999_999))
        .stream()
        .map(each -> each.message().topic().value())
        .toList();
  }

  /** One message at a time, as a client with a small window has them read. */
  private static List<String> pages(Storage storage, String client) {
    List<String> topics = new ArrayList<>();
    Position after = Position.START;
    while (true) {
      List<StoredMessage> page =
          done(storage.inflight().read(new ClientId(client), after, 1, 99_999_999));
      if (page.isEmpty()) {
        return topics;
      }
      after = page.get(0).position();
      topics.add(page.get(0).message().topic().value());
    }
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
