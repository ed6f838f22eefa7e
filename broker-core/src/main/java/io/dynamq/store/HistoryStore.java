package io.dynamq.store;

import io.dynamq.topic.TopicName;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * What happened to messages and sessions, kept for a while and bounded; who died loses what was noted
 * in the last second or two. Threading and errors: {@link Storage}; {@link #note} never fails: what
 * there is no room for is given up, counted and remembered as lost.
 */
public interface HistoryStore {

  /** Keeps nothing. */
  HistoryStore NONE =
      new HistoryStore() {
        @Override
        public boolean isEnabled() {
          return false;
        }

        @Override
        public boolean recordsMessages() {
          return false;
        }

        @Override
        public boolean records(TopicName topic) {
          return false;
        }

        @Override
        public void note(HistoryEvent event) {}

        @Override
        public CompletableFuture<Void> read(long fromMicros, Consumer<HistoryEvent> receiver) {
          return CompletableFuture.completedFuture(null);
        }
      };

  /** Whether anything is kept. */
  boolean isEnabled();

  /** Whether messages of some topics are; it never changes, so that callers may remember it. */
  boolean recordsMessages();

  /** Whether messages of this topic are. */
  boolean records(TopicName topic);

  /** Notes an event. Returns at once; on the hot path, so it neither blocks nor locks. */
  void note(HistoryEvent event);

  /**
   * Reads what every node noted from a time on, in no order, calling the receiver from one thread at a
   * time.
   */
  CompletableFuture<Void> read(long fromMicros, Consumer<HistoryEvent> receiver);
}
