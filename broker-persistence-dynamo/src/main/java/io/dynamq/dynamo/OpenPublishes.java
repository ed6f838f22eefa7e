package io.dynamq.dynamo;

import io.dynamq.message.ClientId;
import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.store.StoredSession;
import io.dynamq.time.Time;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Messages of QoS 2 whose promise is the store, from PUBLISH until the publisher's row tells of them.
 * One that is in a queue by then though its process and its log are gone never counted: nobody was
 * sent it, and its publisher repeats it. The row says which these are, so that it takes no request of
 * its own. Any thread.
 */
final class OpenPublishes {
  private final MessageId start;
  private final Map<ClientId, Publisher> publishers = new ConcurrentHashMap<>();
  private final Map<MessageId, CompletableFuture<Void>> unkept = new ConcurrentHashMap<>();

  OpenPublishes(Time time) {
    start = new MessageId(time.epochMicros(), 0);
  }

  /** Of one client. */
  private static final class Publisher {
    private final Set<MessageId> open = new LinkedHashSet<>(2);
    private MessageId through;
    private List<PublishMarks.Gap> gaps = List.of();

    synchronized void began(MessageId id) {
      open.add(id);
    }

    synchronized void remembered(MessageId id) {
      open.remove(id);
      through = through == null || id.compareTo(through) > 0 ? id : through;
    }

    /** Most end in their order, so those that are open are newer, but for a few. */
    synchronized PublishMarks marks() {
      return through == null
          ? null
          : new PublishMarks(
              through, open.stream().filter(id -> id.compareTo(through) < 0).toList(), gaps);
    }

    synchronized void restore(PublishMarks marks) {
      through = marks.through();
      gaps = marks.gaps();
    }
  }

  /**
   * A PUBLISH has come.
   *
   * @param kept completes when its receivers may be sent it
   */
  void began(Message message, CompletableFuture<Void> kept) {
    unkept.put(message.id(), kept);
    publisher(new ClientId(message.sender())).began(message.id());
  }

  /** From now on what is saved of the publisher's session tells of it. */
  void remembered(Message message) {
    publisher(new ClientId(message.sender())).remembered(message.id());
  }

  void settled(Message message) {
    unkept.remove(message.id());
  }

  private Publisher publisher(ClientId client) {
    return publishers.computeIfAbsent(client, none -> new Publisher());
  }

  /** What a reader of a queue has to wait for before it hands out a message, null for nothing. */
  CompletableFuture<Void> kept(MessageId id) {
    return unkept.isEmpty() ? null : unkept.get(id);
  }

  /** What a row that is saved now has to say, null for what it says already. */
  PublishMarks marks(ClientId client) {
    Publisher publisher = publishers.isEmpty() ? null : publishers.get(client);
    return publisher == null ? null : publisher.marks();
  }

  /**
   * The start has found the row of a session of this node.
   *
   * @param known null if it says nothing
   * @param logLost whether there is no log to tell what became of things
   */
  void found(StoredSession session, PublishMarks known, boolean logLost) {
    PublishMarks marks = known;
    if (marks == null && logLost && (session.connected() || session.will() != null)) {
      MessageId connected = new MessageId(session.connectedAtMillis() * 1_000, 0);
      marks = new PublishMarks(connected, List.of(), List.of());
    }
    if (marks != null && !publishers.containsKey(session.client())) {
      publisher(session.client())
          .restore(logLost ? marks.orphaned(start) : marks.settled(start));
    }
  }

  /** Whether what the store has of a message never counted. */
  boolean isVoid(Message message) {
    PublishMarks marks = marks(new ClientId(message.sender()));
    return marks != null && marks.isVoid(message.id());
  }

  /** The session has ended, and with it what its client repeats. */
  void ended(ClientId client) {
    publishers.remove(client);
  }
}
