package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.store.Durability;
import io.dynamq.store.RetainedStore;
import io.dynamq.topic.TopicName;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the store's retained messages follow the index. Two threads may change a topic in the index
 * in one order and reach the store in the other; so each writes what the index holds now and looks
 * again afterwards. Whoever writes last has then written what is there. Any thread.
 */
final class RetainedMirror {
  private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

  private final RetainedIndex index;
  private final RetainedStore store;
  private volatile BlindChanges blind;

  RetainedMirror(RetainedIndex index, RetainedStore store) {
    this.index = index;
    this.store = store;
  }

  RetainedIndex index() {
    return index;
  }

  /** It is not known what the store has, until {@link #sighted}. */
  void blind() {
    blind = new BlindChanges();
  }

  boolean isBlind() {
    return blind != null;
  }

  /** The store has this message; what came before it was read is newer. */
  void found(Message stored) {
    BlindChanges changes = blind;
    Message known = index.get(stored.topic());
    boolean outdated = changes != null && changes.isOutdated(stored.topic(), stored.id());
    if (!outdated && (known == null || known.id().compareTo(stored.id()) < 0)) {
      index.put(stored);
    }
  }

  /** All that the store has was found: it hears of what has changed meanwhile. */
  void sighted() {
    BlindChanges changes = blind;
    if (changes != null) {
      Set<TopicName> topics = changes.end();
      blind = null;
      topics.forEach(topic -> write(topic, Durability.MEMORY));
    }
  }

  /**
   * To be called after each change of the topic in the index.
   *
   * @param asOf of the message that was set there, cleared it or was removed
   */
  CompletableFuture<Void> follow(TopicName topic, MessageId asOf, Durability durability) {
    BlindChanges changes = blind;
    return changes != null && changes.note(topic, asOf) ? DONE : write(topic, durability);
  }

  private CompletableFuture<Void> write(TopicName topic, Durability durability) {
    while (true) {
      Message now = index.get(topic);
      CompletableFuture<Void> write =
          now == null ? store.remove(topic, durability) : store.put(now, durability);
      if (index.get(topic) == now) {
        return write;
      }
    }
  }
}
