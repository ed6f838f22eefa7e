package io.dynamq.testkit;

import static io.dynamq.testkit.StoredSamples.binary;
import static io.dynamq.testkit.StoredSamples.bytes;
import static io.dynamq.testkit.StoredSamples.fullMessage;
import static io.dynamq.testkit.StoredSamples.message;
import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.store.Durability;
import io.dynamq.store.Storage;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What every storage promises about delayed messages; part of {@link StorageContract}. */
public abstract class DelayedContract extends StorageFixture {

  static Map<MessageId, Message> delayed(Storage storage) {
    Map<MessageId, Message> all = new TreeMap<>();
    done(
        storage
            .delayed()
            .forEach(m -> assertThat(all.put(m.id(), m)).as("each message once").isNull()));
    return all;
  }

  private static Map<MessageId, Message> byId(Message... messages) {
    Map<MessageId, Message> all = new TreeMap<>();
    for (Message each : messages) {
      all.put(each.id(), each);
    }
    return all;
  }

  @Nested
  class Delayed {
    @Test
    void keepsEveryFieldOverARestart() {
      Storage a = node("a");
      done(a.delayed().put(fullMessage("d/ü"), Durability.STORE));
      end(a);
      assertSame(delayed(node("a")), byId(fullMessage("d/ü")));
    }

    @Test
    void keepsSeveralMessagesOfOneTopicAndForgetsWhatWasPublished() {
      Storage a = node("a");
      Message first = message(1, "t", bytes("1"));
      Message second = message(2, "t", bytes("2"));
      Message never = message(3, "t", bytes("3"));
      done(a.delayed().put(first, Durability.MEMORY));
      done(a.delayed().put(second, Durability.WAL));
      done(a.delayed().remove(first, Durability.MEMORY));
      done(a.delayed().remove(never, Durability.MEMORY));
      assertSame(delayed(a), byId(second));
      end(a);
      Storage again = node("a");
      assertSame(delayed(again), byId(second));
      done(again.delayed().remove(second, Durability.STORE));
      assertThat(delayed(again)).isEmpty();
    }

    @Test
    void keepsLongTopicsAndLargePayloads() {
      Storage a = node("a");
      Message large = message(1, "d/" + "x".repeat(4_000), binary(900_000));
      Message small = message(2, "d", bytes(""));
      done(a.delayed().put(large, Durability.STORE));
      done(a.delayed().put(small, Durability.STORE));
      end(a);
      Storage again = node("a");
      assertSame(delayed(again), byId(large, small));
      done(again.delayed().remove(large, Durability.STORE));
      assertSame(delayed(again), byId(small));
    }

    @Test
    void leavesMessagesToANodeThatLives() {
      Storage a = node("a");
      Storage b = node("b");
      done(a.delayed().put(message(1, "t", bytes("1")), Durability.STORE));
      assertThat(delayed(b)).isEmpty();
      assertThat(delayed(a)).hasSize(1);
    }

    @Test
    void givesMessagesOfANodeThatIsGoneToTheNextOneForGood() {
      Storage a = node("a");
      Message message = message(1, "t", binary(300_000));
      done(a.delayed().put(message, Durability.STORE));
      end(a);
      Storage b = node("b");
      assertSame(delayed(b), byId(message));
      done(b.flush());
      assertThat(delayed(node("a"))).isEmpty();
      assertSame(delayed(b), byId(message));
    }

    @Test
    void isFlushedWithEverythingElse() {
      Storage a = node("a");
      done(a.delayed().put(message(1, "t", bytes("1")), Durability.MEMORY));
      done(a.flush());
      assertThat(delayed(a)).hasSize(1);
    }
  }
}
