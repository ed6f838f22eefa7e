package io.dynamq.engine;

import io.dynamq.message.Message;
import io.dynamq.routing.RetainedIndex;
import io.dynamq.store.Durability;
import io.dynamq.store.RetainedStore;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;

/**
 * Makes the store's retained messages follow the index. Two threads may change a topic in the index
 * in one order and reach the store in the other; so each writes what the index holds now and looks
 * again afterwards. Whoever writes last has then written what is there. Any thread.
 */
final class RetainedMirror {
  private final RetainedIndex index;
  private final RetainedStore store;

  RetainedMirror(RetainedIndex index, RetainedStore store) {
    this.index = index;
    this.store = store;
  }

  RetainedIndex index() {
    return index;
  }

  /** To be called after each change of the topic in the index. */
  CompletableFuture<Void> follow(TopicName topic, Durability durability) {
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
