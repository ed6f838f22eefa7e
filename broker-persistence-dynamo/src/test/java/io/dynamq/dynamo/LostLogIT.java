package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Meters;
import io.dynamq.store.Bundle;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.Lease;
import io.dynamq.store.Origin;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.store.StoredWill;
import io.dynamq.topic.TopicName;
import io.dynamq.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process starts with what another one has left in the store, and without its log: what a PUBLISH
 * of QoS 2 with the promise of the store has led to counts only if its publisher's row tells.
 */
class LostLogIT {
  private static final Durability STORE = Durability.STORE;
  private static final String GROUP = "$share/g/#";

  @TempDir Path work;

  private final String prefix = Stores.newPrefix();
  private final List<Storage> opened = new ArrayList<>();
  private Storage first;
  private Lease receiver;
  private Lease publisher;
  private int directories;
  private int messages;

  @BeforeEach
  void start() throws Exception {
    first = openWithoutLog();
    receiver = done(first.sessions().claim(new ClientId("s"))).lease();
    publisher = done(first.sessions().claim(new ClientId("p"))).lease();
    save(first, publisher);
  }

  @AfterEach
  void close() {
    opened.forEach(Storage::close);
  }

  @Test
  void whatThePublisherRepeatsIsVoidAndTheRestIsNot() throws Exception {
    settle(append("settled", STORE), 7);
    append("repeated", STORE);
    settle(append("settled later", STORE), 8);
    append("also repeated", STORE);
    append("promised less", Durability.WAL);
    done(first.flush());

    Storage next = openWithoutLog();

    assertThat(queue(next))
        .containsExactly(
            "settled", "(repeated)", "settled later", "(also repeated)", "promised less");
  }

  @Test
  void howeverManyWereUnderWayAllAreVoid() throws Exception {
    settle(append("settled", STORE), 1);
    for (int i = 0; i < 100; i++) {
      append("repeated", STORE);
    }
    save(first, publisher, 1);
    done(first.flush());
    Storage second = openWithoutLog();
    sessions(second);
    done(second.flush());

    assertThat(queue(openWithoutLog()))
        .hasSize(101)
        .containsOnly("settled", "(repeated)")
        .containsOnlyOnce("settled");
  }

  @Test
  void aPublisherWhoseFirstMessageItWasHasNoRowThatTells() throws Exception {
    append("repeated", STORE);
    done(first.flush());

    assertThat(queue(openWithoutLog())).containsExactly("(repeated)");
  }

  /** The next start publishes it: its session's row still has it. */
  @Test
  void aWillThatIsStillItsSessionsIsVoidInQueues() throws Exception {
    StoredWill will = new StoredWill(message("will"), 0, -1);
    StoredSession left =
        new StoredSession(
            publisher.client(), publisher.epoch(), publisher.node(), false, 5, null, 1, 1, 2,
            3_600, will, InflightSnapshot.EMPTY, null);
    done(first.sessions().save(publisher, left, STORE));
    append("will", STORE);
    done(first.flush());

    assertThat(queue(openWithoutLog())).containsExactly("(will)");
  }

  @Test
  void itStaysVoidHoweverManyFollow() throws Exception {
    settle(append("settled", STORE), 7);
    append("repeated", STORE);
    done(first.flush());
    Storage second = openWithoutLog();
    sessions(second);
    done(second.flush());
    Path copy = work.resolve("copy");
    Stores.copy(work.resolve("data" + directories), copy);
    Storage third = open(copy);

    assertThat(queue(third)).as("with the second's log").containsExactly("settled", "(repeated)");
    assertThat(queue(openWithoutLog())).containsExactly("settled", "(repeated)");
  }

  @Test
  void aSessionThatWasLeftInOrderSaysWhatWasOpen() throws Exception {
    append("open", STORE);
    Bundle last = append("settled", STORE);
    last.keep(publisher, 9);
    StoredSession away = session(publisher, List.of(9), false);
    done(first.sessions().save(publisher, away, STORE));
    last.settled();
    append("open too", STORE);
    done(first.flush());

    assertThat(queue(openWithoutLog())).containsExactly("(open)", "settled", "(open too)");
  }

  @Test
  void withItsLogTheLogDecides() throws Exception {
    Bundle kept = append("kept", STORE);
    append("not kept", STORE);
    done(first.flush());
    done(kept.keep(publisher, 7));
    Path copy = work.resolve("copy");
    Stores.copy(work.resolve("data1"), copy);

    assertThat(queue(open(copy))).containsExactly("kept");
  }

  @Test
  void aReaderWaitsUntilAllIsKept() throws Exception {
    Bundle open = append("m", STORE);
    CompletableFuture<List<StoredMessage>> page =
        first.inflight().read(receiver.client(), Position.START, 10, 10_000);
    done(first.flush());
    done(open.keep(publisher, 7));
    save(first, publisher);
    assertThat(page).isNotDone();

    open.settled();

    assertThat(done(page)).hasSize(1);
  }

  @Test
  void whatWasTakenOutOfAQueueIsOutOfItsRowsWhenTheProcessHasEnded() throws Exception {
    for (int i = 0; i < 3; i++) {
      settle(append("m" + i, STORE), i + 1);
    }
    done(first.sessions().save(receiver, session(receiver, List.of(), false), STORE));
    // Its client is away and all is stored, so nobody knows any more which rows there are.
    first.inflight().withdraw(receiver, new Position(receiver.epoch(), 1));
    first.inflight().remove(receiver, new Position(receiver.epoch(), 2));
    first.close();

    assertThat(queue(openWithoutLog())).containsExactly("m2");
  }

  @Test
  void whatAMemberHasTakenFromItsGroupIsTheMembersWhenItsRowTells() throws Exception {
    Lease group = group(first);
    StoredMessage waiting = waiting(group, "m");
    done(first.inflight().move(new Origin(group, waiting.position()), receiver, moved(waiting), STORE));
    done(first.sessions().save(receiver, session(receiver, List.of(), true), STORE));

    Storage next = openWithoutLog();

    assertThat(queue(next)).containsExactly("m");
    assertThat(queue(next, GROUP)).containsExactly("(m)");
  }

  @Test
  void untilThenItIsTheGroups() throws Exception {
    Lease group = group(first);
    done(first.sessions().save(receiver, session(receiver, List.of(), true), STORE));
    StoredMessage waiting = waiting(group, "m");
    done(first.inflight().move(new Origin(group, waiting.position()), receiver, moved(waiting), STORE));
    done(first.flush());

    Storage next = openWithoutLog();

    assertThat(queue(next)).containsExactly("(m)");
    assertThat(queue(next, GROUP)).containsExactly("m");
    // The group's other member has got it, and the next process finds a log.
    done(next.sessions().save(next.sessions().adopt(stored(next)), stored(next), STORE));
    Path copy = work.resolve("copy");
    Stores.copy(work.resolve("data" + directories), copy);
    assertThat(queue(open(copy))).as("with the second's log").containsExactly("(m)");
    assertThat(queue(openWithoutLog())).as("without").containsExactly("(m)");
  }

  @Test
  void theRowSaysWhereItWasUntilItIsGoneFromThere() throws Exception {
    Lease group = group(first);
    StoredMessage waiting = waiting(group, "m");
    waiting(group, "next");
    done(first.inflight().move(new Origin(group, waiting.position()), receiver, moved(waiting), STORE));
    done(first.sessions().save(receiver, session(receiver, List.of(), true), STORE));
    // The member has finished it, which nothing but its row knows of then.
    first.inflight().remove(receiver, moved(waiting).position());
    done(first.flush());

    Storage second = openWithoutLog();
    sessions(second);
    done(second.flush());
    Storage third = openWithoutLog();
    assertThat(queue(third, GROUP)).containsExactly("(m)", "next");
    Lease mine = done(third.sessions().claim(new ClientId(GROUP))).lease();
    third.inflight().withdraw(mine, waiting.position());
    third.close();

    assertThat(queue(openWithoutLog(), GROUP)).containsExactly("next");
  }

  @Test
  void whatAMemberLeavesToItsGroupIsTheGroupsWhenItsRowTells() throws Exception {
    Lease group = group(first);
    append("told", STORE).settled();
    StoredMessage told = done(first.inflight().read(receiver.client(), Position.START, 9, 9_000)).get(0);
    done(first.inflight().move(new Origin(receiver, told.position()), group, at(group, told), STORE));
    done(first.sessions().save(group, session(group, List.of(), false), STORE));

    Storage next = openWithoutLog();

    assertThat(queue(next, GROUP)).containsExactly("told");
    assertThat(queue(next)).containsExactly("(told)");
  }

  private Bundle append(String text, Durability durability) throws Exception {
    Message message = message(text);
    Bundle bundle = first.bundle(message, durability);
    StoredMessage stored =
        new StoredMessage(
            new Position(receiver.epoch(), messages),
            message,
            Qos.EXACTLY_ONCE,
            false,
            new int[0],
            null);
    done(first.inflight().append(receiver, stored, durability, bundle));
    return bundle;
  }

  private void settle(Bundle bundle, int packetId) throws Exception {
    done(bundle.keep(publisher, packetId));
    save(first, publisher, packetId);
    bundle.settled();
  }

  private Message message(String text) {
    long now = Time.system().epochMicros();
    return new Message(
        MessageId.of(now, 1, 1, ++messages),
        TopicName.of(text),
        Qos.EXACTLY_ONCE,
        false,
        new byte[10],
        MessageProperties.NONE,
        "p",
        now,
        Message.NEVER);
  }

  private static void save(Storage storage, Lease lease, Integer... received) throws Exception {
    done(storage.sessions().save(lease, session(lease, List.of(received), true), STORE));
  }

  private static StoredSession session(Lease lease, List<Integer> received, boolean connected) {
    return new StoredSession(
        lease.client(), lease.epoch(), lease.node(), connected, 4, null, 1, 1, 0, 3_600, null,
        new InflightSnapshot(Position.START, List.of(), received), null);
  }

  private static Lease group(Storage storage) throws Exception {
    Lease group = done(storage.sessions().claim(new ClientId(GROUP))).lease();
    done(storage.sessions().save(group, session(group, List.of(), false), STORE));
    return group;
  }

  private StoredMessage waiting(Lease group, String text) throws Exception {
    StoredMessage waiting =
        new StoredMessage(
            new Position(group.epoch(), ++messages), message(text), Qos.EXACTLY_ONCE, false,
            new int[0], GROUP);
    done(first.inflight().append(group, waiting, STORE));
    return waiting;
  }

  private StoredMessage moved(StoredMessage waiting) {
    return at(receiver, waiting);
  }

  private static StoredMessage at(Lease queue, StoredMessage message) {
    return message.at(new Position(queue.epoch(), message.position().sequence() + 100));
  }

  private static StoredSession stored(Storage storage) throws Exception {
    return done(storage.sessions().find(new ClientId("s")));
  }

  private static List<String> queue(Storage storage) throws Exception {
    return queue(storage, "s");
  }

  private static List<String> queue(Storage storage, String client) throws Exception {
    sessions(storage);
    return done(storage.inflight().read(new ClientId(client), Position.START, 1_000, 1 << 20)).stream()
        .map(m -> m.isVoid() ? "(" + m.message().topic().value() + ")" : m.message().topic().value())
        .collect(Collectors.toList());
  }

  private static void sessions(Storage storage) throws Exception {
    done(storage.sessions().forEach(session -> {}));
  }

  private Storage openWithoutLog() throws Exception {
    return open(work.resolve("data" + ++directories));
  }

  private Storage open(Path data) throws Exception {
    Storage storage =
        Stores.open(
            "a", Stores.settings(Stores.embedded(), prefix, Map.of()), new Meters(), data);
    opened.add(storage);
    return storage;
  }

  private static <T> T done(CompletableFuture<T> future) throws Exception {
    return future.get(20, TimeUnit.SECONDS);
  }
}
