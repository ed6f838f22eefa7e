package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.store.InflightStore;

/** How much the store holds for one persistent session, against its limits. */
final class QueueBudget {
  private final SessionLimits limits;
  private long messages;
  private long bytes;

  QueueBudget(SessionLimits limits) {
    this.limits = limits;
  }

  void restore(InflightStore.Backlog stored) {
    messages = stored.messages();
    bytes = stored.bytes();
  }

  void added(Message message) {
    messages++;
    bytes += message.size();
  }

  void removed(Message message) {
    messages--;
    bytes -= message.size();
  }

  /** True if no more may be queued; messages in flight are stored too but do not count. */
  boolean isExhausted(int inflight) {
    return limits.fullBy(messages - inflight, bytes) != null;
  }

  /** How many more messages may be queued. */
  long room(int inflight) {
    return limits.queue().maxMessages() == 0
        ? Long.MAX_VALUE
        : Math.max(0, limits.queue().maxMessages() - (messages - inflight));
  }

  long messages() {
    return messages;
  }

  long bytes() {
    return bytes;
  }
}
