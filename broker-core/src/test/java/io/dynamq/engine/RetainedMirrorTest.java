package io.dynamq.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.store.Durability;
import io.dynamq.store.RetainedStore;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A change of a topic that falls between another thread's change and its write. */
class RetainedMirrorTest {
  private static final TopicName TOPIC = TopicName.of("t");

  private final RetainedIndex index = new RetainedIndex();
  private final Between store = new Between();
  private final RetainedMirror mirror = new RetainedMirror(index, store);

  /** Lets another thread's change happen while a write is under way, once. */
  private static final class Between implements RetainedStore {
    private Runnable other = () -> {};
    private Message kept;

    @Override
    public CompletableFuture<Void> put(Message message, Durability durability) {
      return written(message);
    }

    @Override
    public CompletableFuture<Void> remove(TopicName topic, Durability durability) {
      return written(null);
    }

    private CompletableFuture<Void> written(Message message) {
      Runnable now = other;
      other = () -> {};
      now.run();
      kept = message;
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> forEach(Consumer<Message> receiver) {
      return CompletableFuture.completedFuture(null);
    }
  }

  private static Message message(int number) {
    return new Message(
        new MessageId(number, 0),
        TOPIC,
        Qos.AT_LEAST_ONCE,
        true,
        new byte[] {(byte) number},
        MessageProperties.NONE,
        "c",
        number,
        Message.NEVER);
  }

  private void put(int number) {
    index.put(message(number));
    mirror.follow(TOPIC, new MessageId(0, 0), Durability.MEMORY);
  }

  @Test
  void keepsTheNewerOfTwoThatCross() {
    store.other = () -> put(2);
    put(1);
    assertThat(store.kept).isSameAs(index.get(TOPIC));
  }

  @Test
  void keepsWhatIsPublishedWhileAnExpiredMessageIsRemoved() {
    put(1);
    store.other = () -> put(2);
    index.remove(TOPIC);
    mirror.follow(TOPIC, new MessageId(0, 0), Durability.MEMORY);
    assertThat(store.kept).isSameAs(index.get(TOPIC));
    assertThat(store.kept).isNotNull();
  }

  @Test
  void doesNotKeepAnOlderMessageThatComesLate() {
    put(2);
    put(1);
    assertThat(store.kept.arrivedMicros()).isEqualTo(2);
  }
}
