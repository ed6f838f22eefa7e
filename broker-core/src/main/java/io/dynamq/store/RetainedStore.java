package io.dynamq.store;

import io.dynamq.message.Message;
import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Retained messages by topic; the last call for a topic wins. Threading: see {@link Storage}. */
public interface RetainedStore {

  /** Keeps this message for its topic; it replaces the one before. */
  CompletableFuture<Void> put(Message message, Durability durability);

  CompletableFuture<Void> remove(TopicName topic, Durability durability);

  /** Reads every retained message once, at start-up, calling the receiver from one thread at a time. */
  CompletableFuture<Void> forEach(Consumer<Message> receiver);
}
