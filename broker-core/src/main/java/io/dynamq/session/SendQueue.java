package io.dynamq.session;

import io.dynamq.message.MessageId;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/**
 * Messages waiting behind the window, oldest first.
 *
 * <p>Problem: a backlog may be far larger than memory, and live messages must stay behind it. So
 * only the head is in memory; what does not fit is in the store alone. Invariant: every stored
 * message at or before {@code loadedThrough} has been in memory; those behind it, up to {@code
 * appendedThrough}, are in the store only. While there are such, new messages are not added in
 * memory either, and pages are read as the head drains.
 */
final class SendQueue implements QueueBounds.Oldest {
  private final int maxMessages;
  private final long maxBytes;
  private final ArrayDeque<StoredMessage> head = new ArrayDeque<>();
  private long headBytes;
  private Position loadedThrough = Position.START;
  private Position appendedThrough = Position.START;
  private Position readingThrough;

  SendQueue(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  boolean isEmpty() {
    return head.isEmpty();
  }

  /** True if nothing waits, neither in memory nor in the store. */
  boolean isDrained() {
    return head.isEmpty() && !hasMoreStored();
  }

  int inMemory() {
    return head.size();
  }

  /** What is in memory. */
  long bytes() {
    return headBytes;
  }

  /** True while there is room for more work from replays and plug-ins. */
  boolean isLow() {
    return head.size() <= maxMessages / 4 && headBytes <= maxBytes / 4 && !hasMoreStored();
  }

  boolean isFull() {
    return !head.isEmpty() && (head.size() >= maxMessages || headBytes >= maxBytes);
  }

  /** Marks everything in the store up to here as not yet read. */
  void resumeFromStore(Position newest) {
    appendedThrough = newest;
  }

  @Override
  public boolean hasMoreStored() {
    return loadedThrough.compareTo(appendedThrough) < 0;
  }

  /** Adds a message that only lives in memory. */
  void add(StoredMessage message) {
    head.add(message);
    headBytes += message.message().size();
  }

  /** Adds a message that is in the store; it stays there alone if memory is full or behind. */
  void addStored(StoredMessage message) {
    boolean behind = hasMoreStored();
    appendedThrough = message.position();
    if (!behind && !isFull()) {
      add(message);
      loadedThrough = message.position();
    }
  }

  /** A stored message went straight to the window; call only with nothing queued before it. */
  void passedBy(Position position) {
    appendedThrough = position;
    loadedThrough = position;
  }

  /** The oldest message in memory. */
  StoredMessage peek() {
    return head.peek();
  }

  StoredMessage poll() {
    StoredMessage message = head.poll();
    if (message != null) {
      headBytes -= message.message().size();
    }
    return message;
  }

  @Override
  public StoredMessage pollStored() {
    Iterator<StoredMessage> from = head.iterator();
    while (from.hasNext()) {
      StoredMessage next = from.next();
      if (next.position() != null) {
        from.remove();
        headBytes -= next.message().size();
        return next;
      }
    }
    return null;
  }

  void forEach(Consumer<StoredMessage> receiver) {
    head.forEach(receiver);
  }

  /** How many more messages fit in memory. */
  int room() {
    return Math.max(0, maxMessages - head.size());
  }

  boolean contains(MessageId id) {
    for (StoredMessage message : head) {
      if (message.message().id().equals(id)) {
        return true;
      }
    }
    return false;
  }

  /** True if a page should be read now; marks the read as under way. */
  boolean startRead() {
    if (readingThrough != null || !hasMoreStored() || head.size() > maxMessages / 2) {
      return false;
    }
    readingThrough = appendedThrough;
    return true;
  }

  Position loadedThrough() {
    return loadedThrough;
  }

  int pageMessages() {
    return Math.max(1, maxMessages / 2);
  }

  int pageBytes() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(1, maxBytes / 2));
  }

  /** Ends the read; an empty page proves that nothing is left up to where the read began. */
  void pageRead(List<StoredMessage> page) {
    Position through = readingThrough;
    readingThrough = null;
    loadedThrough = page.isEmpty() ? through : page.get(page.size() - 1).position();
  }

  /** The read failed; it may be tried again. */
  void readFailed() {
    readingThrough = null;
  }
}
