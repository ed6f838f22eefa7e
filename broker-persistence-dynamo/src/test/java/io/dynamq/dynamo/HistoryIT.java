package io.dynamq.dynamo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dynamq.dynamo.testing.Stores;
import io.dynamq.message.MessageId;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.HistoryEvent;
import io.dynamq.store.HistoryEvent.Kind;
import io.dynamq.store.Storage;
import io.dynamq.time.Time;
import io.dynamq.topic.TopicName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the history costs the store, and that it says what it had no room for. */
class HistoryIT {
  private final Meters meters = new Meters();
  private final long now = Time.system().epochMicros();
  private Storage storage;

  @AfterEach
  void close() {
    if (storage != null) {
      storage.close();
    }
  }

  private void open(Map<String, String> settings) throws Exception {
    storage =
        Stores.open(
            "a", Stores.settings(Stores.embedded(), Stores.newPrefix(), settings), meters);
  }

  private void note(int events) {
    for (int i = 0; i < events; i++) {
      storage
          .history()
          .note(
              HistoryEvent.ofMessage(
                  Kind.SENT, now + i, new MessageId(now + i, i), "c" + i % 50, "t/" + i % 500, 1));
    }
  }

  private long[] read() throws Exception {
    AtomicLong found = new AtomicLong();
    AtomicLong lost = new AtomicLong();
    storage
        .history()
        .read(
            0,
            event -> {
              if (event.kind() == Kind.LOST) {
                lost.addAndGet(event.number());
              } else {
                found.incrementAndGet();
              }
            })
        .get(30, TimeUnit.SECONDS);
    return new long[] {found.get(), lost.get()};
  }

  @Test
  void aHundredThousandEventsAreAFewItems() throws Exception {
    open(Map.of());
    long before = meters.value(Metric.STORE_FLUSHED);
    note(100_000);
    assertThat(read()).containsExactly(100_000, 0);
    assertThat(meters.value(Metric.STORE_FLUSHED) - before).isLessThan(20);
    assertThat(meters.value(Metric.HISTORY_EVENTS)).isEqualTo(100_000);
  }

  @Test
  void whatFindsNoRoomIsCountedAndRemembered() throws Exception {
    open(Map.of());
    note(1_000_000);
    long[] first = read();
    long[] all = read();
    assertThat(first[0]).isPositive();
    assertThat(all[0] + all[1]).isEqualTo(1_000_000);
    assertThat(meters.value(Metric.HISTORY_LOST)).isEqualTo(all[1]);
  }

  @Test
  void recordsTheTopicsThatAreAskedForAndNothingWhenItIsOff() throws Exception {
    open(Map.of("history.topics", "a/#, b/+/c"));
    assertThat(storage.history().recordsMessages()).isTrue();
    for (String recorded : List.of("a", "a/x/y", "b/1/c")) {
      assertThat(storage.history().records(TopicName.of(recorded))).isTrue();
    }
    assertThat(storage.history().records(TopicName.of("b/1/d"))).isFalse();
    storage.close();

    open(Map.of("history.enabled", "off", "history.topics", "#"));
    assertThat(storage.history().isEnabled()).isFalse();
    assertThat(storage.history().recordsMessages()).isFalse();
    note(10);
    assertThat(read()).containsExactly(0, 0);
  }

  @Test
  void whatIsNoFilterIsRefused() {
    for (String wrong : List.of("a/#/b", "a,,b", "$share/g/a")) {
      assertThatThrownBy(() -> open(Map.of("history.topics", wrong)))
          .isInstanceOf(InvalidSettingsException.class)
          .hasMessageContaining("topic filters, separated by commas");
    }
    assertThatThrownBy(() -> open(Map.of("history.retention", "1s")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("must be between 1m and 366d");
  }
}
