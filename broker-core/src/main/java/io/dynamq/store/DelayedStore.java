package io.dynamq.store;

import io.dynamq.message.Message;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Messages whose time has not come. Their id and arrival are those of the publication to come, so
 * they sort by when they are due. Threading and errors: see {@link Storage}.
 */
public interface DelayedStore {

  /** Keeps a message until it is removed; this node is to publish it. */
  CompletableFuture<Void> put(Message message, Durability durability);

  /** Forgets a message that was published; unknown ones are ignored. */
  CompletableFuture<Void> remove(Message message, Durability durability);

  /**
   * Reads every message that this node is to publish, once, at start-up, calling the receiver from
   * one thread at a time: its own, and those of nodes that are gone, which are its own from then on.
   */
  CompletableFuture<Void> forEach(Consumer<Message> receiver);
}
