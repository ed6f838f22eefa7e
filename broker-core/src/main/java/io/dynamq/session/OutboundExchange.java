package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.message.Qos;
import io.dynamq.observe.DropReason;
import io.dynamq.packet.Ack;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.Position;
import io.dynamq.store.StoredMessage;
import java.util.List;

/** The sending half of a {@link Session}: what the client gets, and its answers to that. */
final class OutboundExchange {
  private final SessionProfile profile;
  private final Effects out;
  private final OutboundWindow window;
  private final DeliveryAcks deliveryAcks;
  private final SendQueue queue;
  private final RecentIds recentlyAcked = new RecentIds();
  private final Loans loans = new Loans();
  private final DeliveryWriter writer;
  private final Resumption resumption = new Resumption();
  private Position sentThrough;
  private final QueueBudget budget;
  private long deliveredCount;
  private long enqueuedCount;
  private long droppedCount;

  OutboundExchange(SessionProfile profile, Effects out) {
    SessionLimits limits = profile.limits();
    this.profile = profile;
    this.out = out;
    this.window = new OutboundWindow(Math.min(limits.sending().maxInflight(), profile.receiveMaximum()));
    this.deliveryAcks = new DeliveryAcks(profile.version(), window, out, this::finish);
    this.writer = new DeliveryWriter(profile, out);
    this.budget = new QueueBudget(limits);
    // What an earlier session may have left in the queue is none of this one's.
    this.sentThrough = profile.positions() == null ? Position.START : profile.positions().last();
    this.queue = new SendQueue(limits.queue().maxMemoryMessages(), limits.queue().maxMemoryBytes());
  }

  /** PUBRELs at once, then the stored queue page by page; see {@link Session#resume}. */
  void resume(InflightSnapshot snapshot, InflightStore.Backlog stored, long nowMicros) {
    window.restore(snapshot.outbound());
    window.scatter(profile.positions().last().epoch());
    sentThrough = snapshot.sentThrough();
    resumption.begin(snapshot.sentThrough());
    budget.restore(stored);
    for (OutboundWindow.Entry entry : window.inOrder()) {
      if (entry.isReleased()) {
        out.send(Ack.of(Ack.Type.PUBREL, entry.packetId));
      } else {
        resumption.expect(entry);
      }
    }
    queue.resumeFromStore(profile.positions().next(nowMicros));
    readAhead();
  }

  /** Takes PUBACK, PUBREC or PUBCOMP. */
  AckOutcome ackReceived(Ack ack) {
    AckOutcome outcome = deliveryAcks.received(ack);
    if (outcome == AckOutcome.TAKEN) {
      changed();
    }
    return outcome;
  }

  private void finish(OutboundWindow.Entry entry) {
    StoredMessage stored = entry.message();
    resumption.finished(entry);
    forget(stored);
    recentlyAcked.add(stored.message().id());
    out.acked(stored.message());
  }

  /** A message matched this client's subscriptions. */
  void deliver(Message message, Terms terms, Receipt receipt, long nowMicros) {
    boolean retain = terms.retainAsPublished() && message.retain();
    boolean waits = profile.limits().queue().storesQos0();
    offer(message, terms, retain, waits, receipt, nowMicros);
  }

  /** A retained or fetched message, sent because of one subscription. */
  void deliverStored(Message message, Terms terms, boolean retain, long nowMicros) {
    // A replay is paced by the room in the queue, so what it brings always waits.
    offer(message, terms, retain, true, Receipt.NONE, nowMicros);
  }

  /** A message that waited with its shared group, which keeps it until the loan is answered. */
  void deliverLent(Message message, Terms terms, Loan loan, long nowMicros) {
    Qos qos = profile.limits().effectiveQos(message.qos(), terms.qos());
    if (message.isExpired(nowMicros / 1_000)) {
      drop(message, DropReason.EXPIRED);
      loan.settled();
    } else if (qos == Qos.AT_MOST_ONCE) {
      deliver(message, terms, Receipt.NONE, nowMicros);
      loan.settled();
    } else {
      boolean retain = terms.retainAsPublished() && message.retain();
      Position position = profile.isPersistent() ? profile.positions().next(nowMicros) : null;
      StoredMessage stored =
          new StoredMessage(
              position, message, qos, retain, terms.subscriptionIdentifiers(), terms.sharedGroup());
      boolean taken =
          profile.isPersistent()
              ? keep(stored, new Loans.Stored(loan, qos), nowMicros) == null
              : borrow(stored, loan, nowMicros);
      if (!taken) {
        loan.refused();
      }
    }
  }

  /** False if the queue is full. */
  private boolean borrow(StoredMessage stored, Loan loan, long nowMicros) {
    if (queue.isFull()) {
      return false;
    }
    loans.began(stored, loan);
    offerInMemory(stored, nowMicros);
    return true;
  }

  /**
   * @param waits whether it is queued at QoS 0
   */
  private void offer(
      Message message,
      Terms terms,
      boolean retain,
      boolean waits,
      Receipt receipt,
      long nowMicros) {
    if (message.isExpired(nowMicros / 1_000)) {
      drop(message, DropReason.EXPIRED);
      return;
    }
    Qos qos = profile.limits().effectiveQos(message.qos(), terms.qos());
    int[] identifiers = terms.subscriptionIdentifiers();
    if (qos == Qos.AT_MOST_ONCE) {
      StoredMessage fleeting = new StoredMessage(null, message, qos, retain, identifiers, null);
      offerUnacknowledged(fleeting, waits, nowMicros);
    } else if (profile.isPersistent()) {
      Position position = profile.positions().next(nowMicros);
      offerStored(
          new StoredMessage(position, message, qos, retain, identifiers, terms.sharedGroup()),
          receipt,
          nowMicros);
    } else {
      StoredMessage stored =
          new StoredMessage(null, message, qos, retain, identifiers, terms.sharedGroup());
      offerInMemory(stored, nowMicros);
    }
  }

  private void offerUnacknowledged(StoredMessage stored, boolean waits, long nowMicros) {
    if (out.isWritable() && queue.isEmpty()) {
      transmitUnacknowledged(stored, nowMicros);
    } else if (queue.isFull() || !waits) {
      drop(stored.message(), DropReason.QOS0_MESSAGE);
    } else {
      enqueuedCount++;
      queue.add(stored);
    }
  }

  private void offerStored(StoredMessage stored, Receipt receipt, long nowMicros) {
    DropReason refusal = keep(stored, receipt, nowMicros);
    if (refusal != null) {
      drop(stored.message(), refusal);
    }
  }

  /** Stores a message, then sends or queues it; why it could not, or null. */
  private DropReason keep(StoredMessage stored, Receipt receipt, long nowMicros) {
    if (budget.isExhausted(window.size())) {
      return DropReason.QUEUE_FULL;
    }
    if (!out.store(stored, receipt)) {
      return DropReason.STORE_REFUSED;
    }
    budget.added(stored.message());
    if (isDrained() && window.hasRoom() && out.isWritable()) {
      queue.passedBy(stored.position());
      transmit(stored, nowMicros);
    } else {
      enqueuedCount++;
      queue.addStored(stored);
    }
    return null;
  }

  private void offerInMemory(StoredMessage stored, long nowMicros) {
    if (queue.isEmpty() && window.hasRoom() && out.isWritable()) {
      transmit(stored, nowMicros);
      return;
    }
    if (queue.isFull()) {
      StoredMessage oldest = queue.poll();
      if (!loans.refused(oldest)) {
        drop(oldest.message(), DropReason.QUEUE_FULL);
      }
    }
    enqueuedCount++;
    queue.add(stored);
  }

  private void transmit(StoredMessage stored, long nowMicros) {
    OutboundWindow.Entry entry = window.open(stored);
    if (stored.position() != null) {
      sentThrough = stored.position();
    }
    if (writer.write(stored, entry.packetId, false, nowMicros)) {
      deliveredCount++;
      out.delivered(stored.message());
    } else {
      window.close(entry);
      forget(stored);
      drop(stored.message(), DropReason.TOO_LARGE);
    }
    changed();
  }

  private void transmitUnacknowledged(StoredMessage stored, long nowMicros) {
    if (writer.write(stored, 0, false, nowMicros)) {
      deliveredCount++;
      out.delivered(stored.message());
    } else {
      drop(stored.message(), DropReason.TOO_LARGE);
    }
  }

  /** Sends what window and socket allow; call when either may have gained room. */
  void pump(long nowMicros) {
    repeat(nowMicros);
    while (!queue.isEmpty() && out.isWritable() && mayTransmit(queue.peek())) {
      StoredMessage next = queue.poll();
      if (next.message().isExpired(nowMicros / 1_000)) {
        forget(next);
        drop(next.message(), DropReason.EXPIRED);
      } else if (next.qos() == Qos.AT_MOST_ONCE) {
        transmitUnacknowledged(next, nowMicros);
      } else {
        transmit(next, nowMicros);
      }
    }
    readAhead();
  }

  /** The window is not for QoS 0: that would shut out the pages that bring what is in it. */
  private boolean mayTransmit(StoredMessage next) {
    return next.qos() == Qos.AT_MOST_ONCE || window.hasRoom() && !resumption.hasRepeats();
  }

  // ---- from the store

  private void readAhead() {
    if (profile.isPersistent() && queue.startRead()) {
      out.read(queue.loadedThrough(), queue.pageMessages(), queue.pageBytes());
    }
  }

  /** Answers {@link Effects#read}. */
  void pageRead(List<StoredMessage> page, long nowMicros) {
    queue.pageRead(page);
    for (StoredMessage stored : page) {
      if (!resumption.covers(stored.position())) {
        queue.add(stored);
      } else if (!resumption.found(stored)) {
        forget(stored);
      }
    }
    for (OutboundWindow.Entry gone : resumption.passedBy(queue.loadedThrough())) {
      // Finished before the snapshot was written. A client that has not got PUBREL yet would take
      // the next message with this identifier for a repetition. It is free again with PUBCOMP.
      gone.release();
      out.send(Ack.of(Ack.Type.PUBREL, gone.packetId));
      changed();
    }
    pump(nowMicros);
  }

  /** Sends again what an earlier connection left unfinished, also within the receive maximum. */
  private void repeat(long nowMicros) {
    while (resumption.hasRepeats()
        && out.isWritable()
        && window.mayRepeat(resumption.unsent())) {
      OutboundWindow.Entry entry = resumption.nextRepeat();
      StoredMessage stored = entry.message();
      if (!writer.write(stored, entry.packetId, true, nowMicros)) {
        window.close(entry);
        forget(stored);
        drop(stored.message(), DropReason.TOO_LARGE);
      }
    }
  }

  /** {@link Effects#read} failed; it is tried again at the next {@link #pump}. */
  void readFailed() {
    queue.readFailed();
  }

  private void forget(StoredMessage stored) {
    loans.finished(stored);
    if (stored.position() != null) {
      budget.removed(stored.message());
      out.forget(stored.position());
    }
  }

  private void drop(Message message, DropReason reason) {
    droppedCount++;
    out.dropped(message, reason);
  }

  private void changed() {
    if (profile.isPersistent()) {
      out.changed();
    }
  }

  // ---- for the owner

  /** The newest position that was ever sent. */
  Position sentThrough() {
    return sentThrough;
  }

  /** Unfinished deliveries, as {@link InflightSnapshot} keeps them. */
  List<InflightSnapshot.Outbound> unfinished() {
    return window.snapshot();
  }

  /** What other members of shared groups must get, now that this unsaved session ends. */
  List<SharedMessage> endShared() {
    return loans.end(window, queue);
  }

  /** How many messages could be sent at once. */
  int windowRoom() {
    return isDrained() && out.isWritable() ? window.room() : 0;
  }

  /** How many more messages may be queued now. */
  int room() {
    return profile.isPersistent()
        ? (int) Math.min(queue.room(), budget.room(window.size()))
        : queue.room();
  }

  /** True if a replay or plug-in may deliver more. */
  boolean isLow() {
    return queue.isLow();
  }

  /** True if nothing is queued behind the window. */
  boolean isDrained() {
    return queue.isDrained() && !resumption.hasRepeats();
  }

  /** Begins to remember acknowledged ids for {@link #knows}. */
  void startFetch() {
    recentlyAcked.restart();
  }

  /** Whether the message is queued, in flight, or was acknowledged since {@link #startFetch}. */
  boolean knows(Message message) {
    return recentlyAcked.contains(message.id())
        || window.contains(message.id())
        || queue.contains(message.id());
  }

  /** Figures for administration. */
  SessionFigures figures(int awaitingRelease) {
    return new SessionFigures(
        window.size(), awaitingRelease, queued(), deliveredCount, enqueuedCount, droppedCount);
  }

  /** Messages waiting behind the window. */
  long queued() {
    return Math.max(queue.inMemory(), budget.messages() - window.size());
  }

  /** What the store holds for this session. */
  InflightStore.Backlog stored() {
    return new InflightStore.Backlog(budget.messages(), budget.bytes());
  }
}
