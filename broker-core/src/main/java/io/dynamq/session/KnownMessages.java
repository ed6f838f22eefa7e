package io.dynamq.session;

import io.dynamq.message.Message;

/** Which messages a plug-in need not bring any more. In the mailbox. */
final class KnownMessages {
  private final OutboundWindow window;
  private final SendQueue queue;
  private final RecentIds acked = new RecentIds();

  KnownMessages(OutboundWindow window, SendQueue queue) {
    this.window = window;
    this.queue = queue;
  }

  void acked(Message message) {
    acked.add(message.id());
  }

  /** Begins to remember acknowledged ids. */
  void startFetch() {
    acked.restart();
  }

  /** Whether the message is queued, in flight, or was acknowledged since {@link #startFetch}. */
  boolean contains(Message message) {
    return acked.contains(message.id())
        || window.contains(message.id())
        || queue.contains(message.id());
  }
}
