package io.dynamq.testkit;

import static io.dynamq.testkit.StoredSamples.NOW_MILLIS;
import static io.dynamq.testkit.StoredSamples.binary;
import static io.dynamq.testkit.StoredSamples.bytes;
import static io.dynamq.testkit.StoredSamples.client;
import static io.dynamq.testkit.StoredSamples.fullMessage;
import static io.dynamq.testkit.StoredSamples.fullSession;
import static io.dynamq.testkit.StoredSamples.message;
import static io.dynamq.testkit.StoredSamples.queued;
import static io.dynamq.testkit.StoredSamples.session;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.message.Subscription;
import io.dynamq.message.Subscription.RetainHandling;
import io.dynamq.store.Claim;
import io.dynamq.store.Durability;
import io.dynamq.store.InflightStore.Backlog;
import io.dynamq.store.Lease;
import io.dynamq.store.Position;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredMessage;
import io.dynamq.store.StoredSession;
import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the storage SPI promises, as tests that every implementation passes. Extend it, open storages
 * on one shared backing, and the rest is inherited.
 *
 * <p>Not tested here, because it depends on the store behind: refusal under pressure, behaviour
 * while the store is unreachable, survival of a killed process.
 */
public abstract class StorageContract extends LedgerContract {
  private static final int PAGE_BYTES = 1 << 20;

  @Nested
  class Claiming {
    @Test
    void aFirstClaimFindsNothing() {
      Claim claim = done(node("a").sessions().claim(CLIENT));
      assertThat(claim.previous()).isNull();
      assertThat(claim.lease().client()).isEqualTo(CLIENT);
      assertThat(claim.lease().node()).isEqualTo("a");
      assertThat(claim.lease().epoch()).isPositive();
    }

    @Test
    void eachClaimRaisesTheEpochByOne() {
      Storage a = node("a");
      long first = claim(a, CLIENT).epoch();
      assertThat(claim(a, CLIENT).epoch()).isEqualTo(first + 1);
      assertThat(claim(node("b"), CLIENT).epoch()).isEqualTo(first + 2);
    }

    @Test
    void aClaimWithoutASaveLeavesNoSession() {
      Storage a = node("a");
      claim(a, CLIENT);
      assertThat(done(a.sessions().claim(CLIENT)).previous()).isNull();
      assertThat(sessions(a)).isEmpty();
    }

    @Test
    void aClaimFindsWhatWasSaved() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      done(a.sessions().save(lease, fullSession(lease), Durability.MEMORY));
      assertSame(done(a.sessions().claim(CLIENT)).previous(), fullSession(lease));
    }

    @Test
    void theOwnerOfALaterClaimIsRememberedAndThatItMayHaveToldTheClientMore() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      done(a.sessions().save(lease, session(lease), Durability.STORE));
      Lease taken = claim(node("b"), CLIENT);
      StoredSession previous = done(a.sessions().claim(CLIENT)).previous();
      StoredSession doubted = session(taken).with(session(taken).inflight().doubted());
      assertSame(previous, doubted);
    }

    @Test
    void clientIdsAreToldApartExactly() {
      Storage a = node("a");
      String prefix = "x".repeat(3_000);
      List<String> ids = List.of("c", "C", "ü", "u\u0308", "$share/g/#", prefix + "1", prefix + "2", "c ");
      for (String id : ids) {
        Lease lease = claim(a, client(id));
        done(a.sessions().save(lease, session(lease), Durability.STORE));
        append(a, lease, queued(lease, 1, id));
        done(a.subscriptions().put(lease, plain("of/" + ids.indexOf(id)), Durability.STORE));
      }
      for (String id : ids) {
        assertThat(payloads(queue(a, client(id)))).containsExactly(id);
        assertThat(filters(a, client(id))).containsExactly("of/" + ids.indexOf(id));
        assertThat(done(a.sessions().claim(client(id))).previous().client()).isEqualTo(client(id));
      }
    }
  }

  @Nested
  class Fencing {
    private Storage a;
    private Lease old;
    private Lease current;

    private void takeOver() {
      a = node("a");
      old = claim(a, CLIENT);
      done(a.sessions().save(old, session(old), Durability.MEMORY));
      done(a.subscriptions().put(old, plain("kept"), Durability.MEMORY));
      append(a, old, queued(old, 1, "kept"));
      done(a.flush());
      current = claim(node("b"), CLIENT);
    }

    @ParameterizedTest
    @EnumSource(Durability.class)
    void anOldOwnerCannotWrite(Durability durability) {
      takeOver();
      // MEMORY and WAL may be promised before the store is asked: then the flush is refused.
      List<CompletableFuture<Void>> writes = List.of(
          a.sessions().save(old, fullSession(old), durability),
          a.subscriptions().put(old, plain("lost"), durability),
          a.subscriptions().remove(old, TopicFilter.of("kept"), durability),
          a.inflight().append(old, queued(old, 2, "lost"), durability));
      if (durability == Durability.STORE) {
        writes.forEach(StorageFixture::assertFenced);
      }
      assertFenced(a.sessions().delete(old));
      assertNothingChanged();
    }

    @Test
    void anOldOwnerCannotRemoveFromTheQueue() {
      takeOver();
      a.inflight().remove(old, new Position(old.epoch(), 1));
      assertNothingChanged();
    }

    private void assertNothingChanged() {
      end(a);
      Storage c = node("c");
      assertThat(payloads(queue(c, CLIENT))).containsExactly("kept");
      assertThat(filters(c, CLIENT)).containsExactly("kept");
      StoredSession previous = done(c.sessions().claim(CLIENT)).previous();
      assertThat(previous.protocolVersion()).isEqualTo(4);
      assertThat(previous.epoch()).isEqualTo(current.epoch());
    }

    @Test
    void aClaimOnTheSameNodeVoidsTheOldLeaseAtOnceButForAppending() {
      Storage here = node("a");
      Lease before = claim(here, CLIENT);
      Lease after = claim(here, CLIENT);
      assertFenced(here.sessions().save(before, session(before), Durability.MEMORY));
      assertFenced(here.subscriptions().put(before, plain("x"), Durability.MEMORY));
      append(here, after, queued(after, 1, "second"));
      append(here, before, queued(before, 9, "first"));
      assertThat(payloads(queue(here, CLIENT))).containsExactly("first", "second");
    }

    @Test
    void aLeaseFromBeforeADeleteStaysVoid() {
      Storage here = node("a");
      Lease before = claim(here, CLIENT);
      done(here.sessions().save(before, session(before), Durability.STORE));
      done(here.sessions().delete(before));
      assertFenced(here.sessions().save(before, session(before), Durability.STORE));
      assertThat(claim(here, CLIENT).epoch()).isGreaterThan(before.epoch());
      assertFenced(here.sessions().save(before, session(before), Durability.STORE));
    }
  }

  @Nested
  class Sessions {
    @ParameterizedTest
    @EnumSource(Durability.class)
    void everyFieldSurvives(Durability durability) {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      done(a.sessions().save(lease, fullSession(lease), durability));
      end(a);
      assertSame(done(node("b").sessions().claim(CLIENT)).previous(), fullSession(lease));
    }

    @Test
    void aLaterSaveReplacesTheWholeRow() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      done(a.sessions().save(lease, fullSession(lease), Durability.STORE));
      done(a.sessions().save(lease, session(lease), Durability.STORE));
      assertSame(done(a.sessions().claim(CLIENT)).previous(), session(lease));
    }

    @Test
    void aLargeInflightSnapshotSurvives() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      StoredSession large = StoredSamples.withInflight(session(lease), 2_000);
      done(a.sessions().save(lease, large, Durability.STORE));
      assertSame(done(a.sessions().claim(CLIENT)).previous(), large);
    }

    @Test
    void deletingTakesSubscriptionsAndQueueAlong() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      done(a.sessions().save(lease, session(lease), Durability.STORE));
      done(a.subscriptions().put(lease, plain("a"), Durability.STORE));
      append(a, lease, queued(lease, 1, "x"), queued(lease, 2, "y"));
      done(a.sessions().delete(lease));
      assertThat(filters(a, CLIENT)).isEmpty();
      assertThat(queue(a, CLIENT)).isEmpty();
      assertThat(done(a.inflight().measure(CLIENT))).isEqualTo(new Backlog(0, 0));
      assertThat(sessions(a)).isEmpty();
      end(a);
      Storage b = node("b");
      assertThat(sessions(b)).isEmpty();
      assertThat(queue(b, CLIENT)).isEmpty();
      assertThat(filters(b, CLIENT)).isEmpty();
      assertThat(done(b.sessions().claim(CLIENT)).previous()).isNull();
    }

    @Test
    void listingLeavesOutWhatALiveNodeServes() {
      Storage a = node("a");
      Storage b = node("b");
      Lease ofA = claim(a, client("of a"));
      Lease ofB = claim(b, client("of b"));
      done(a.sessions().save(ofA, session(ofA), Durability.STORE));
      done(b.sessions().save(ofB, session(ofB), Durability.STORE));
      assertThat(sessions(b)).extracting(StoredSession::client).containsExactly(ofB.client());
      end(a);
      assertThat(sessions(b))
          .extracting(StoredSession::client)
          .containsExactlyInAnyOrder(ofA.client(), ofB.client());
    }

    @Test
    void listingFindsManyEachOnce() {
      Storage a = node("a");
      List<String> ids = new ArrayList<>();
      for (int i = 0; i < 150; i++) {
        ids.add("client " + i);
        Lease lease = claim(a, client("client " + i));
        done(a.sessions().save(lease, session(lease), Durability.MEMORY));
      }
      assertThat(sessions(a))
          .extracting(found -> found.client().value())
          .containsExactlyInAnyOrderElementsOf(ids);
    }
  }

  @Nested
  class Subscriptions {
    @Test
    void everyOptionSurvives() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      List<Subscription> all = new ArrayList<>();
      for (int packed = 0; packed < 0x30; packed++) {
        if ((packed & 3) != 3) {
          TopicFilter filter = TopicFilter.of("options/" + packed + "/+/#");
          int identifier = packed % 2 == 0 ? 0 : 268_435_455 - packed;
          all.add(Subscription.unpack(filter, packed, identifier));
        }
      }
      all.add(plain("$share/group/a/+"));
      all.add(plain("$queue/a"));
      all.add(plain("$exclusive/a"));
      all.add(plain("ü/日本/" + "x".repeat(5_000)));
      all.forEach(each -> done(a.subscriptions().put(lease, each, Durability.MEMORY)));
      assertThat(done(a.subscriptions().load(CLIENT))).containsExactlyInAnyOrderElementsOf(all);
      end(a);
      assertThat(done(node("b").subscriptions().load(CLIENT)))
          .containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void theSameFilterIsReplaced() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      Subscription later =
          new Subscription(
              TopicFilter.of("f"), Qos.EXACTLY_ONCE, true, true, RetainHandling.DO_NOT_SEND, 7);
      done(a.subscriptions().put(lease, plain("f"), Durability.MEMORY));
      done(a.subscriptions().put(lease, later, Durability.STORE));
      assertThat(done(a.subscriptions().load(CLIENT))).containsExactly(later);
    }

    @Test
    void theLastOfPutAndRemoveWins() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      TopicFilter filter = TopicFilter.of("f");
      done(a.subscriptions().remove(lease, filter, Durability.MEMORY));
      done(a.subscriptions().put(lease, plain("f"), Durability.MEMORY));
      done(a.subscriptions().put(lease, plain("g"), Durability.STORE));
      done(a.subscriptions().remove(lease, filter, Durability.MEMORY));
      assertThat(filters(a, CLIENT)).containsExactly("g");
      end(a);
      assertThat(filters(node("b"), CLIENT)).containsExactly("g");
    }

    @Test
    void anUnknownClientHasNone() {
      assertThat(filters(node("a"), client("nobody"))).isEmpty();
    }

    @Test
    void listingFindsEachOnce() {
      Storage a = node("a");
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Lease lease = claim(a, client("c" + i));
        for (int f = 0; f < 5; f++) {
          expected.add("c" + i + " f/" + f);
          done(a.subscriptions().put(lease, plain("f/" + f), Durability.MEMORY));
        }
      }
      List<String> found = new ArrayList<>();
      done(a.subscriptions().forEach((id, each) -> found.add(id + " " + each.filter())));
      assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    }
  }

  @Nested
  class Queue {
    @ParameterizedTest
    @EnumSource(Durability.class)
    void everyFieldSurvives(Durability durability) {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      StoredMessage full =
          new StoredMessage(
              new Position(lease.epoch(), NOW_MILLIS * 1_000),
              fullMessage("queue/ü"),
              Qos.EXACTLY_ONCE,
              true,
              new int[] {1, 268_435_455},
              "$share/grüppe/queue/+");
      done(a.inflight().append(lease, full, durability));
      assertSame(queue(a, CLIENT), List.of(full));
      end(a);
      assertSame(queue(node("b"), CLIENT), List.of(full));
    }

    @Test
    void emptyLargeAndLongSurvive() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      List<StoredMessage> all =
          List.of(
              queued(lease, 1, message(1, "empty", new byte[0])),
              queued(lease, 2, message(2, "large", binary(600_000))),
              queued(lease, 3, message(3, "t/" + "ü".repeat(3_000), binary(10))),
              queued(lease, 4, message(4, "medium", binary(5_000))));
      append(a, lease, all.toArray(StoredMessage[]::new));
      end(a);
      assertSame(queue(node("b"), CLIENT), all);
    }

    @Test
    void pagesEndAtTheCount() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      for (int i = 1; i <= 25; i++) {
        append(a, lease, queued(lease, i, "m" + i));
      }
      List<String> read = new ArrayList<>();
      Position after = Position.START;
      List<StoredMessage> page = page(a, after, 10, PAGE_BYTES);
      while (!page.isEmpty()) {
        assertThat(page).hasSizeLessThanOrEqualTo(10);
        read.addAll(payloads(page));
        after = page.get(page.size() - 1).position();
        page = page(a, after, 10, PAGE_BYTES);
      }
      assertThat(read).hasSize(25).startsWith("m1", "m2").endsWith("m24", "m25");
    }

    @Test
    void pagesEndAtTheBytesButHoldOneAtLeast() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      for (int i = 1; i <= 4; i++) {
        append(a, lease, queued(lease, i, message(i, "t", binary(1_000))));
      }
      assertThat(page(a, Position.START, 10, 1)).hasSize(1);
      assertThat(page(a, Position.START, 10, 2_100)).hasSize(2);
      assertThat(page(a, new Position(lease.epoch(), 3), 10, 2_100)).hasSize(1);
    }

    private static List<StoredMessage> page(Storage a, Position after, int count, int bytes) {
      return done(a.inflight().read(CLIENT, after, count, bytes));
    }

    @Test
    void nothingIsBehindTheEnd() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      append(a, lease, queued(lease, 5, "x"));
      assertThat(page(a, new Position(lease.epoch(), 5), 10, 10)).isEmpty();
      assertThat(page(a, new Position(lease.epoch() + 1, 0), 10, 10)).isEmpty();
      assertThat(page(a, new Position(lease.epoch(), 4), 10, 10)).hasSize(1);
      assertThat(queue(a, client("nobody"))).isEmpty();
    }

    @Test
    void orderHoldsOverEpochs() {
      Storage a = node("a");
      Lease first = claim(a, CLIENT);
      append(a, first, queued(first, 100, "1"), queued(first, 300, "2"));
      done(a.flush());
      Storage b = node("b");
      Lease second = claim(b, CLIENT);
      // A clock behind the other node's: the epoch decides.
      append(b, second, queued(second, 50, "3"), queued(second, 60, "4"));
      assertThat(payloads(queue(b, CLIENT))).containsExactly("1", "2", "3", "4");
    }

    @Test
    void removedMessagesAreLeftOut() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      append(a, lease, queued(lease, 1, "1"), queued(lease, 2, "2"), queued(lease, 3, "3"));
      done(a.flush());
      a.inflight().remove(lease, new Position(lease.epoch(), 2));
      a.inflight().remove(lease, new Position(lease.epoch(), 99));
      assertThat(payloads(queue(a, CLIENT))).containsExactly("1", "3");
      end(a);
      assertThat(payloads(queue(node("b"), CLIENT))).containsExactly("1", "3");
    }

    @Test
    void aNewOwnerMayRemoveWhatAnOldOneAppended() {
      Storage a = node("a");
      Lease old = claim(a, CLIENT);
      append(a, old, queued(old, 1, "1"), queued(old, 2, "2"));
      end(a);
      Storage b = node("b");
      Lease current = claim(b, CLIENT);
      b.inflight().remove(current, new Position(old.epoch(), 1));
      assertThat(payloads(queue(b, CLIENT))).containsExactly("2");
      done(b.flush());
      assertThat(payloads(queue(b, CLIENT))).containsExactly("2");
    }

    @Test
    void whatIsRemovedBeforeTheFlushNeverComesBack() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      for (int i = 1; i <= 50; i++) {
        append(a, lease, queued(lease, i, "m" + i));
        a.inflight().remove(lease, new Position(lease.epoch(), i));
      }
      assertThat(queue(a, CLIENT)).isEmpty();
      done(a.flush());
      assertThat(queue(a, CLIENT)).isEmpty();
      end(a);
      assertThat(queue(node("b"), CLIENT)).isEmpty();
    }

    @Test
    void measureCountsWhatIsLeft() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      assertThat(done(a.inflight().measure(CLIENT))).isEqualTo(new Backlog(0, 0));
      append(a, lease, queued(lease, 1, message(1, "abc", bytes("12345"))));
      append(a, lease, queued(lease, 2, message(2, "ab", bytes(""))));
      assertThat(done(a.inflight().measure(CLIENT))).isEqualTo(new Backlog(2, 10));
      a.inflight().remove(lease, new Position(lease.epoch(), 1));
      assertThat(done(a.inflight().measure(CLIENT))).isEqualTo(new Backlog(1, 2));
    }

    @Test
    void readsSeeFlushedAndUnflushedTogether() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      append(a, lease, queued(lease, 1, "flushed"));
      done(a.flush());
      append(a, lease, queued(lease, 2, "not yet"));
      assertThat(payloads(queue(a, CLIENT))).containsExactly("flushed", "not yet");
      assertThat(payloads(page(a, Position.START, 1, PAGE_BYTES))).containsExactly("flushed");
    }
  }

  @Nested
  class Retained {
    @Test
    void everyFieldSurvives() {
      Storage a = node("a");
      done(a.retained().put(fullMessage("r/ü"), Durability.STORE));
      assertSame(retained(a), Map.of("r/ü", fullMessage("r/ü")));
      assertSame(retained(node("b")), Map.of("r/ü", fullMessage("r/ü")));
    }

    @Test
    void theLastCallForATopicWins() {
      Storage a = node("a");
      done(a.retained().put(message(1, "t", bytes("1")), Durability.MEMORY));
      done(a.retained().put(message(2, "t", bytes("2")), Durability.MEMORY));
      done(a.retained().put(message(3, "gone", bytes("3")), Durability.MEMORY));
      done(a.retained().remove(TopicName.of("gone"), Durability.MEMORY));
      done(a.retained().remove(TopicName.of("never"), Durability.MEMORY));
      end(a);
      Storage b = node("b");
      assertSame(retained(b), Map.of("t", message(2, "t", bytes("2"))));
      done(b.retained().remove(TopicName.of("t"), Durability.STORE));
      assertThat(retained(b)).isEmpty();
    }

    @Test
    void longTopicsAndLargePayloadsSurvive() {
      Storage a = node("a");
      String prefix = "r/" + "x".repeat(4_000);
      Map<String, Message> all = new TreeMap<>();
      for (Message each :
          Arrays.asList(
              message(1, prefix + "1", bytes("1")),
              message(2, prefix + "2", bytes("2")),
              message(3, "large", binary(600_000)),
              message(4, "T", bytes("upper")),
              message(5, "t", bytes("lower")))) {
        all.put(each.topic().value(), each);
        done(a.retained().put(each, Durability.WAL));
      }
      end(a);
      assertSame(retained(node("b")), all);
    }
  }

  @Nested
  class Flushing {
    @Test
    void theStoreHasEverythingAfterAFlush() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      a.sessions().save(lease, session(lease), Durability.MEMORY);
      a.subscriptions().put(lease, plain("f"), Durability.MEMORY);
      a.inflight().append(lease, queued(lease, 1, "m"), Durability.MEMORY);
      a.retained().put(message(2, "r", bytes("r")), Durability.MEMORY);
      done(a.flush());
      Storage b = node("b");
      assertThat(payloads(queue(b, CLIENT))).containsExactly("m");
      assertThat(filters(b, CLIENT)).containsExactly("f");
      assertThat(retained(b)).containsOnlyKeys("r");
      assertSame(done(b.sessions().claim(CLIENT)).previous(), session(lease));
    }

    @Test
    void aStoreWriteIsThereWithoutAFlush() {
      Storage a = node("a");
      Lease lease = claim(a, CLIENT);
      done(a.inflight().append(lease, queued(lease, 1, "m"), Durability.STORE));
      done(a.subscriptions().put(lease, plain("f"), Durability.STORE));
      Storage b = node("b");
      assertThat(payloads(queue(b, CLIENT))).containsExactly("m");
      assertThat(filters(b, CLIENT)).containsExactly("f");
    }

    @Test
    void whatIsQueuedForARestoredSessionSurvivesTheClaim() {
      Storage a = node("a");
      Lease first = claim(a, CLIENT);
      a.sessions().save(first, session(first), Durability.STORE);
      append(a, first, queued(first, 1, "before"));
      end(a);
      Storage b = node("b");
      sessions(b);
      append(b, first, queued(first, 2, "restored"));
      Lease second = claim(b, CLIENT);
      append(b, second, queued(second, 3, "after"));
      assertThat(payloads(queue(b, CLIENT))).containsExactly("before", "restored", "after");
    }

    @Test
    void aFlushOfNothingCompletes() {
      Storage a = node("a");
      done(a.flush());
      done(a.flush());
      assertThat(a.health().available()).isTrue();
      assertThat(a.health().isSlow()).isFalse();
    }
  }
}
