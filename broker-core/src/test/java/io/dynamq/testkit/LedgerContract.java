package io.dynamq.testkit;

import static io.dynamq.testkit.StoredSamples.NOW_MILLIS;
import static io.dynamq.testkit.StoredSamples.bytes;
import static io.dynamq.testkit.StoredSamples.fullMessage;
import static io.dynamq.testkit.StoredSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.store.LedgerEntry;
import io.dynamq.store.LedgerStore;
import io.dynamq.store.Storage;
import io.dynamq.store.StoredLedgerEntry;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every storage promises about undelivered messages; part of {@link StorageContract}. */
public abstract class LedgerContract extends HistoryContract {
  private static final long T0 = NOW_MILLIS * 1_000;
  private static final ClientId OTHER = new ClientId("c 2" + "x".repeat(2_000));

  static LedgerEntry entry(ClientId receiver, int number, Message message) {
    StoredMessage delivery =
        new StoredMessage(null, message, Qos.AT_LEAST_ONCE, false, new int[0], null);
    return new LedgerEntry(receiver, T0 + number, delivery, DropReason.QUEUE_FULL, "");
  }

  private static LedgerEntry entry(ClientId receiver, int number) {
    return entry(receiver, number, message(number, "t/" + number, bytes("p" + number)));
  }

  static List<StoredLedgerEntry> ledger(Storage storage, ClientId receiver, long fromMicros) {
    List<StoredLedgerEntry> all = new ArrayList<>();
    String next = null;
    do {
      LedgerStore.Page page = done(storage.ledger().read(receiver, fromMicros, next));
      all.addAll(page.entries());
      next = page.next();
    } while (next != null);
    return all;
  }

  private static List<String> topics(List<StoredLedgerEntry> entries) {
    return entries.stream().map(e -> e.entry().delivery().message().topic().value()).toList();
  }

  @Nested
  class Ledger {
    @Test
    void keepsEveryFieldOverARestart() {
      Storage a = node("a");
      assertThat(a.ledger().isEnabled()).isTrue();
      StoredMessage delivery =
          new StoredMessage(
              null, fullMessage("l/ü"), Qos.EXACTLY_ONCE, true, new int[] {7, 300}, "$share/g/l/+");
      LedgerEntry entry =
          new LedgerEntry(CLIENT, T0, delivery, DropReason.TOO_OLD, "max_mqueue_age ü");
      a.ledger().add(entry);
      end(a);
      List<StoredLedgerEntry> found = ledger(node("a"), CLIENT, 0);
      assertThat(found).hasSize(1);
      assertSame(found.get(0).entry(), entry);
      assertThat(found.get(0).complete()).isTrue();
      assertThat(found.get(0).payloadBytes()).isEqualTo(1_000);
      assertThat(found.get(0).redelivered()).isFalse();
    }

    @Test
    void yieldsOneReceiversEntriesInTheOrderOfTimeFromATimeOn() {
      Storage a = node("a");
      for (int i = 1; i <= 5; i++) {
        a.ledger().add(entry(CLIENT, i));
        a.ledger().add(entry(OTHER, 10 + i));
      }
      assertThat(topics(ledger(a, CLIENT, 0))).containsExactly("t/1", "t/2", "t/3", "t/4", "t/5");
      assertThat(topics(ledger(a, OTHER, T0 + 14))).containsExactly("t/14", "t/15");
      assertThat(ledger(a, OTHER, 0).get(0).entry().receiver()).isEqualTo(OTHER);
      assertThat(ledger(a, new ClientId("nobody"), 0)).isEmpty();
    }

    @Test
    void yieldsTheEntriesOfAllPageByPage() {
      Storage a = node("a");
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 250; i++) {
        a.ledger().add(entry(new ClientId("many-" + i), i));
        expected.add("t/" + i);
      }
      assertThat(topics(ledger(a, null, 0))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void remembersWhatWasDeliveredAgain() {
      Storage a = node("a");
      a.ledger().add(entry(CLIENT, 1));
      a.ledger().add(entry(CLIENT, 2));
      a.ledger().add(entry(CLIENT, 3));
      StoredLedgerEntry second = ledger(a, CLIENT, 0).get(1);
      done(a.ledger().markRedelivered(second));
      done(a.ledger().markRedelivered(second));
      a.ledger().add(entry(CLIENT, 4));
      end(a);
      assertThat(ledger(node("a"), CLIENT, 0))
          .extracting(StoredLedgerEntry::redelivered)
          .containsExactly(false, true, false, false);
    }

    @Test
    void purgesWhatIsOldAndNothingElse() {
      Storage a = node("a");
      a.ledger().add(entry(CLIENT, 1));
      a.ledger().add(entry(OTHER, 2));
      assertThat(ledger(a, null, 0)).hasSize(2);
      a.ledger().add(entry(CLIENT, 20_000_000));
      assertThat(done(a.ledger().purge(CLIENT, T0 + 10_000_000))).isEqualTo(1);
      assertThat(topics(ledger(a, CLIENT, 0))).containsExactly("t/20000000");
      assertThat(done(a.ledger().purge(null, T0 + 10_000_000))).isEqualTo(1);
      assertThat(topics(ledger(a, null, 0))).containsExactly("t/20000000");
    }
  }
}
