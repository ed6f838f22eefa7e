package io.dynamq.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.MessageId;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.store.Storage;
import io.dynamq.time.Time;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every storage promises about the history; part of {@link StorageContract}. */
public abstract class HistoryContract extends AdoptionContract {

  static List<HistoryEvent> history(Storage storage, long fromMicros) {
    List<HistoryEvent> all = new ArrayList<>();
    done(storage.history().read(fromMicros, all::add));
    return all;
  }

  @Nested
  class History {
    private final long now = Time.system().epochMicros();

    private HistoryEvent sent(int number) {
      return HistoryEvent.ofMessage(
          Kind.SENT, now + number, new MessageId(now - 5, number), "c ü", "t/" + number, 1);
    }

    @Test
    void readsWhatWasNotedJustNow() {
      Storage a = node("a");
      assertThat(a.history().isEnabled()).isTrue();
      assertThat(history(a, 0)).isEmpty();
      a.history().note(sent(1));
      assertThat(history(a, 0)).containsExactly(sent(1));
    }

    @Test
    void keepsEveryKindAndFieldOverARestart() {
      Storage a = node("a");
      List<HistoryEvent> events = new ArrayList<>();
      for (Kind kind : Kind.values()) {
        events.add(new HistoryEvent(kind, now, new MessageId(1, -1), "c", "t", 1L << 40, "ü"));
        events.add(HistoryEvent.ofSession(kind, now, "other", null));
      }
      events.forEach(a.history()::note);
      end(a);
      assertThat(history(node("a"), 0)).containsExactlyInAnyOrderElementsOf(events);
    }

    @Test
    void readsFromATimeOnAndOfEveryNode() {
      Storage a = node("a");
      Storage b = node("b");
      a.history().note(sent(1));
      a.history().note(sent(2));
      b.history().note(sent(3));
      assertThat(history(b, 0)).contains(sent(3));
      assertThat(history(a, now + 2)).contains(sent(2)).doesNotContain(sent(1));
      assertThat(history(a, 0)).containsExactlyInAnyOrder(sent(1), sent(2), sent(3));
    }
  }
}
