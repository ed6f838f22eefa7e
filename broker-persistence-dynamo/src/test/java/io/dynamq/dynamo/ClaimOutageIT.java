package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.dynamo.testing.OwnStore;
import io.dynamq.dynamo.testing.Stores;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Renewal;
import io.dynamq.store.Storage;
import io.dynamq.store.StorageException;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that change hands, or do not, while the store does not answer. */
class ClaimOutageIT {
  private static final ClientId CLIENT = new ClientId("c");
  private static final Duration LATE = Duration.ofMillis(700);

  @TempDir Path work;
  private final Meters meters = new Meters();
  private OwnStore store;

  @BeforeEach
  void start() {
    store = new OwnStore("t_", meters);
  }

  @AfterEach
  void stop() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      names = {"HANG", "RESET", "INTERNAL_ERROR", "THROTTLING", "AMBIGUOUS"})
  void aStrangersClaimFailsInTimeAndTheNextSucceeds(FaultKind kind) throws Exception {
    Storage storage = open("a", "data");
    store.faults().add(Fault.of(kind));
    assertUnavailable(storage.sessions().claim(CLIENT));
    store.faults().clear();
    await().until(() -> !storage.sessions().claim(CLIENT).handle((c, f) -> f != null).join());
  }

  @Test
  void manyThatComeAtOnceDoNotTakeTheirQueueForAStoreThatDoesNotAnswer() throws Exception {
    Storage storage = open("a", "data");
    // As long as the store takes for all of them, with the connections that there are.
    store.faults().add(Fault.latency(LATE.dividedBy(5), Duration.ZERO).on("UpdateItem"));
    List<CompletableFuture<Claim>> claims = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      claims.add(storage.sessions().claim(new ClientId("c" + i)));
    }
    for (CompletableFuture<Claim> claim : claims) {
      assertThat(done(claim).previous()).isNull();
    }
  }

  @Test
  void aRowSavedBeforeOurOwnClaimAndWrittenAfterItIsNotRefused() throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    store.faults().add(Fault.latency(Duration.ofMillis(200), Duration.ZERO).atMost(1));
    CompletableFuture<Claim> claim = storage.sessions().claim(lease);
    await().until(() -> store.faults().strikes() > 0);
    store.faults().add(Fault.of(FaultKind.THROTTLING).on("UpdateItem").atMost(4));
    CompletableFuture<Void> save =
        storage.sessions().save(lease, session(lease), Durability.STORE);
    Lease next = done(claim).lease();
    done(save);

    done(storage.sessions().save(next, session(next), Durability.STORE));
    assertThat(done(storage.sessions().claim(next)).lease().epoch()).isEqualTo(next.epoch() + 1);
  }

  /** Else the log, which tells sessions apart by their epochs, would take the next for the ended. */
  @Test
  void aSessionBegunAfterADeletionWhoseAnswerWasLostSortsBehindTheEndedOne() throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    for (int i = 0; i < 60; i++) {
      lease = done(storage.sessions().claim(lease)).lease();
    }
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("DeleteItem").atMost(1));
    done(storage.sessions().delete(lease));
    assertThat(store.faults().strikes()).isEqualTo(1);
    Claim next = done(storage.sessions().claim(CLIENT));
    assertThat(next.previous()).isNull();
    assertThat(next.lease().epoch()).isGreaterThan(lease.epoch());
  }

  /** Nothing of the session is unflushed then, so that it could be forgotten who had it. */
  @Test
  void whatWaitsForItsSecondLookUpIsGoodThoughTheClientIsBackTwiceMeanwhile() throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    store.faults().add(
        Fault.latency(Duration.ofMillis(200), Duration.ZERO).on("UpdateItem").atMost(1));
    CompletableFuture<Void> kept =
        storage.subscriptions().put(lease, plain("more"), Durability.STORE);
    await().until(() -> store.faults().strikes() > 0);
    store.faults().add(Fault.of(FaultKind.INTERNAL_ERROR).on("BatchGetItem"));
    await().until(() -> store.faults().strikes() > 1);
    for (int i = 0; i < 2; i++) {
      lease = done(storage.sessions().claim(lease)).lease();
      done(storage.sessions().save(lease, session(lease), Durability.STORE));
    }
    done(storage.sessions().claim(lease));
    assertThat(kept).isNotDone();
    store.faults().clear();
    done(kept);
  }

  @ParameterizedTest
  @EnumSource(
      value = FaultKind.class,
      names = {"HANG", "RESET", "INTERNAL_ERROR", "AMBIGUOUS"})
  void aRenewedSessionGoesOnAndTheRowFollows(FaultKind kind) throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    store.faults().add(Fault.of(kind));
    assertUnavailable(storage.sessions().claim(lease));
    Renewal renewal = storage.sessions().renew(lease, Durability.WAL);
    done(renewal.kept());
    Lease second = renewal.lease();
    assertThat(second.epoch()).isEqualTo(lease.epoch() + 1);
    append(storage, lease, 9, "of the old epoch");
    append(storage, second, 1, "of the new one");
    done(storage.sessions().save(second, session(second), Durability.WAL));
    done(storage.subscriptions().put(second, plain("more"), Durability.WAL));
    assertThat(renewal.confirmed()).isNotDone();
    await().until(() -> !storage.health().available());

    store.faults().clear();
    await().atMost(Duration.ofSeconds(15)).until(() -> renewal.confirmed().isDone());
    done(renewal.confirmed());
    done(storage.flush());
    assertThat(storage.health().available()).isTrue();
    Storage other = open("b", "other");
    assertThat(topics(other)).containsExactly("first", "of the old epoch", "of the new one");
    assertThat(done(other.subscriptions().load(CLIENT))).containsExactly(plain("more"));
    assertThat(done(other.sessions().claim(CLIENT)).previous().epoch()).isEqualTo(second.epoch());
    assertThat(meters.value(Metric.WAL_VOID)).isZero();
  }

  @Test
  void whatWasRenewedSeveralTimesComesBackAfterAKill() throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    store.faults().add(Fault.of(FaultKind.RESET));
    Lease second = renewed(storage, lease);
    append(storage, second, 1, "second");
    done(storage.sessions().save(second, session(second), Durability.WAL));
    Lease third = renewed(storage, second);
    append(storage, third, 1, "third");

    Path copy = copied("data");
    store.faults().clear();
    // The killed one would go on writing otherwise.
    Storage next = open("a", copy.getFileName().toString());
    assertThat(topics(next)).containsExactly("first", "second", "third");
    List<StoredSession> all = new ArrayList<>();
    done(next.sessions().forEach(all::add));
    assertThat(all).singleElement().extracting(StoredSession::epoch).isEqualTo(third.epoch());
    assertThat(meters.value(Metric.WAL_VOID)).isZero();
  }

  @Test
  void anotherNodeThatClaimsMeanwhileWinsAndNothingOfOursIsReadByIt() throws Exception {
    Storage storage = open("a", "data", Map.of("persistence.hold", "1d"));
    Lease lease = saved(storage, "first");
    Renewal renewal = storage.sessions().renew(lease, Durability.WAL);
    done(renewal.kept());
    append(storage, renewal.lease(), 1, "never read");
    done(storage.sessions().save(renewal.lease(), session(renewal.lease()), Durability.WAL));
    Storage other = open("b", "other");
    Lease theirs = done(other.sessions().claim(CLIENT)).lease();
    assertThat(theirs.epoch()).isEqualTo(renewal.lease().epoch());
    done(storage.flush());
    assertThatThrownBy(() -> done(renewal.confirmed()))
        .matches(StorageException::isFenced, "is fenced");
    assertThatThrownBy(() -> append(storage, renewal.lease(), 2, "never taken"))
        .matches(StorageException::isFenced, "is fenced");
    assertThat(topics(other)).containsExactly("first");
    Lease back = done(storage.sessions().claim(renewal.lease())).lease();
    assertThat(back.epoch()).isGreaterThan(theirs.epoch());
    append(storage, back, 1, "last");
    assertThat(topics(storage)).containsExactly("first", "last");
  }

  @Test
  void aSessionThatEndsDuringAnOutageIsGoneAfterIt() throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    store.faults().add(Fault.of(FaultKind.HANG));
    Lease second = renewed(storage, lease);
    done(storage.sessions().save(second, session(second), Durability.WAL));
    CompletableFuture<Void> deleted = storage.sessions().delete(second);
    Path copy = copied("data");
    store.faults().clear();
    done(deleted);
    Storage other = open("b", "other");
    await().until(() -> topics(other).isEmpty());
    Storage next = open("a", copy.getFileName().toString());
    List<StoredSession> all = new ArrayList<>();
    done(next.sessions().forEach(all::add));
    assertThat(all).isEmpty();
  }

  @Test
  void aClaimThatLandsLateFencesNobodyHere() throws Exception {
    Storage storage = open("a", "data");
    Lease lease = saved(storage, "first");
    store.faults().add(Fault.latency(Duration.ofMillis(1_500), Duration.ZERO).on("UpdateItem"));
    assertUnavailable(storage.sessions().claim(lease));
    await().until(() -> owner(storage) == lease.epoch() + 1);
    store.faults().clear();
    append(storage, lease, 2, "under the lease of before");
    done(storage.sessions().save(lease, session(lease), Durability.STORE));
    done(storage.flush());
    assertThat(topics(open("b", "other"))).containsExactly("first", "under the lease of before");
  }

  @Test
  void aClaimThatNobodyWaitsForIsNotRepeatedWhenItsConnectionIsLost() throws Exception {
    Storage storage = open("a", "data");
    store.faults().add(Fault.latency(Duration.ofMillis(1_500), Duration.ZERO).on("UpdateItem"));
    store.faults().add(Fault.of(FaultKind.RESET).on("UpdateItem"));
    assertUnavailable(storage.sessions().claim(CLIENT));
    store.faults().clear();
    Lease lease = done(storage.sessions().claim(CLIENT)).lease();
    done(storage.sessions().save(lease, session(lease), Durability.STORE));
    long errors = meters.value(Metric.STORE_ERRORS);
    await().until(() -> meters.value(Metric.STORE_ERRORS) > errors);

    await().during(Duration.ofMillis(300)).until(() -> owner(storage) == lease.epoch());
    done(storage.sessions().save(lease, session(lease), Durability.STORE));
  }

  /** Its epoch would be one that nobody here has, and the session lost though it is this node's. */
  @Test
  void aClaimThatLandsBehindALaterOneOfThisProcessChangesNothing() throws Exception {
    saved(open("b", "other"), "first");
    Storage storage = open("a", "data");
    store
        .faults()
        .add(
            Fault.latency(Duration.ofMillis(2_000), Duration.ZERO).on("UpdateItem").atMost(1));
    assertUnavailable(storage.sessions().claim(CLIENT));
    Lease lease = done(storage.sessions().claim(CLIENT)).lease();
    await()
        .during(Duration.ofMillis(1_500))
        .atMost(Duration.ofSeconds(10))
        .until(() -> owner(storage) == lease.epoch());
    done(storage.sessions().save(lease, session(lease), Durability.STORE));
    assertThat(done(storage.sessions().claim(lease)).lease().epoch())
        .isEqualTo(lease.epoch() + 1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSessionOfAnotherNodeThatWasClaimedTooLateFindsAHome(boolean isAnswered) throws Exception {
    Storage other = open("b", "other");
    Lease lease = saved(other, "first");
    done(other.subscriptions().put(lease, plain("t"), Durability.STORE));
    Storage storage = open("a", "data");
    RecordedNeighbours homes = new RecordedNeighbours();
    storage.watch(homes);
    store
        .faults()
        .add(
            isAnswered
                ? Fault.latency(Duration.ofMillis(1_500), Duration.ZERO).on("UpdateItem")
                : Fault.of(FaultKind.AMBIGUOUS).on("UpdateItem"));
    assertUnavailable(storage.sessions().claim(CLIENT));
    await().until(() -> owner(storage) > lease.epoch());
    store.faults().clear();
    await().until(() -> homes.claimed.containsKey(CLIENT.value()));
    assertThat(homes.claimed.get(CLIENT.value())).containsExactly(plain("t"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSaveThatIsAnsweredBeforeOurOwnClaimFencesNobody(boolean lostOneBefore) throws Exception {
    Storage storage = open("a", "data", Map.of("persistence.hold", "1d"));
    Lease lease = saved(storage, "first");
    if (lostOneBefore) {
      store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("UpdateItem"));
      assertUnavailable(storage.sessions().claim(lease));
      store.faults().clear();
    }
    append(storage, lease, 2, "unflushed");
    store.faults().add(Fault.latency(LATE, Duration.ZERO).onTable("t_session"));
    long strikes = store.faults().strikes();
    CompletableFuture<Claim> claim = storage.sessions().claim(lease);
    await().until(() -> store.faults().strikes() > strikes);
    store.faults().clear();
    done(storage.sessions().save(lease, session(lease), Durability.STORE));
    assertThat(claim).isNotDone();

    Lease next = done(claim).lease();
    assertThat(next.epoch()).isEqualTo(lease.epoch() + 1);
    append(storage, next, 1, "of the new epoch");
    done(storage.flush());
    assertThat(topics(open("b", "other")))
        .containsExactly("first", "unflushed", "of the new epoch");
    assertThat(meters.value(Metric.WAL_VOID)).isZero();
  }

  @Test
  void whatWasSavedWhileAClaimWasUnderWayComesBackAfterAKill() throws Exception {
    Storage storage = open("a", "data", Map.of("persistence.hold", "1d"));
    Lease lease = saved(storage, "first");
    store.faults().add(Fault.of(FaultKind.AMBIGUOUS).on("UpdateItem"));
    CompletableFuture<Claim> claim = storage.sessions().claim(lease);
    await().until(() -> owner(storage) == lease.epoch() + 1);
    StoredSession used =
        session(lease).with(InflightSnapshot.EMPTY.with(7));
    done(storage.sessions().save(lease, used, Durability.WAL));

    Path copy = copied("data");
    assertUnavailable(claim);
    store.faults().clear();
    Storage next = open("a", copy.getFileName().toString());
    List<StoredSession> all = new ArrayList<>();
    done(next.sessions().forEach(all::add));
    assertThat(all).singleElement().extracting(StoredSession::epoch).isEqualTo(lease.epoch() + 1);
    assertThat(all.get(0).inflight().inboundQos2()).containsExactly(7);
  }

  // ---- steps

  private long owner(Storage storage) {
    List<StoredSession> all = new ArrayList<>();
    done(storage.sessions().forEach(all::add));
    return all.get(0).epoch();
  }

  private Lease saved(Storage storage, String message) {
    Lease lease = done(storage.sessions().claim(CLIENT)).lease();
    append(storage, lease, 1, message);
    done(storage.sessions().save(lease, session(lease), Durability.WAL));
    done(storage.flush());
    return lease;
  }

  private static Lease renewed(Storage storage, Lease lease) {
    Renewal renewal = storage.sessions().renew(lease, Durability.WAL);
    done(renewal.kept());
    return renewal.lease();
  }

  private Storage open(String node, String directory) throws Exception {
    return open(node, directory, Map.of("persistence.hold", "50ms"));
  }

  private Storage open(String node, String directory, Map<String, String> more) throws Exception {
    return store.open(node, work.resolve(directory), more);
  }

  private Path copied(String directory) throws Exception {
    Path from = work.resolve(directory);
    Path to = work.resolve("killed");
    Stores.copy(from, to);
    return to;
  }

  private static void append(Storage storage, Lease lease, long sequence, String topic) {
    Message message =
        new Message(
            new MessageId(topic.hashCode(), sequence), TopicName.of(topic), Qos.AT_LEAST_ONCE,
            false, new byte[10], MessageProperties.NONE, "sender", 1, Message.NEVER);
    done(
        storage
            .inflight()
            .append(
                lease,
                new StoredMessage(
                    new Position(lease.epoch(), sequence), message, Qos.AT_LEAST_ONCE, false,
                    new int[0], null),
                Durability.WAL));
  }

  private static Subscription plain(String filter) {
    return Subscription.of(TopicFilter.of(filter), Qos.AT_LEAST_ONCE);
  }

  private static StoredSession session(Lease lease) {
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), false, 5, "user", 10, 20, 30, 0xFFFFFFFFL,
        null, InflightSnapshot.EMPTY, "external");
  }

  private static List<String> topics(Storage storage) {
    return done(storage.inflight().read(CLIENT, Position.START, 1_000, 1 << 20)).stream()
        .map(each -> each.message().topic().value())
        .toList();
  }

  private static void assertUnavailable(CompletableFuture<?> claim) {
    assertThat(claim.handle((done, fault) -> kind(fault)).orTimeout(3, TimeUnit.SECONDS).join())
        .isIn(StorageException.Kind.UNAVAILABLE, StorageException.Kind.THROTTLED);
  }

  private static StorageException.Kind kind(Throwable fault) {
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return ((StorageException) cause).kind();
  }

  private static <T> T done(CompletableFuture<T> future) {
    return future.orTimeout(30, TimeUnit.SECONDS).join();
  }
}
