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
  private final KnownMessages known;
  private final Loans loans = new Loans();
  private final DeliveryWriter writer;
  private final Resumption resumption;
  private Position sentThrough;
  private final QueueBudget budget;
  private final QueueBounds bounds;
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
    this.resumption = new Resumption(out);
    this.budget = new QueueBudget(limits);
    // What an earlier session may have left in the queue is none of this one's.
    this.sentThrough = profile.positions() == null ? Position.START : profile.positions().last();
    this.queue = new SendQueue(limits.memoryMessages(profile), limits.memoryBytes(profile));
    this.known = new KnownMessages(window, queue);
    this.bounds = new QueueBounds(limits, budget, queue, this::giveUp);
  }

  /** PUBRELs at once, then the stored queue page by page; see {@link Session#resume}. */
  void resume(InflightSnapshot snapshot, InflightStore.Backlog stored, long nowMicros) {
    window.restore(snapshot.outbound());
    window.scatter(profile.positions());
    sentThrough = snapshot.sentThrough();
    budget.restore(stored);
    resumption.begin(snapshot.sentThrough(), window.inOrder());
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
    known.acked(stored.message());
    out.acked(stored.message());
  }

  /** A message matched this client's subscriptions. */
  void deliver(Message message, Terms terms, Receipt receipt, long nowMicros) {
    boolean retain = terms.retainAsPublished() && message.retain();
    offer(message, terms, retain, profile.limits().queue().storesQos0(), receipt, nowMicros);
  }

  /** A retained or fetched message, sent because of one subscription. */
  void deliverStored(Message message, Terms terms, boolean retain, long nowMicros) {
    // A replay is paced by the room in the queue, so what it brings always waits.
    offer(message, terms, retain, true, Receipt.NONE, nowMicros);
  }

  /** A message that waited with its shared group, which keeps it until the loan is answered. */
  void deliverLent(Message message, Terms terms, Loan loan, long nowMicros) {
    boolean retain = terms.retainAsPublished() && message.retain();
    Qos qos = profile.limits().effectiveQos(message.qos(), terms.qos());
    StoredMessage stored = SessionProfile.delivery(message, qos, terms, retain, null);
    if (message.isExpired(nowMicros / 1_000)) {
      drop(stored, DropReason.EXPIRED);
      loan.settled();
    } else if (stored.qos() == Qos.AT_MOST_ONCE) {
      deliver(message, terms, Receipt.NONE, nowMicros);
      loan.settled();
    } else {
      boolean taken =
          profile.isPersistent()
              ? bounds.isRoom(window.size()) && keepLent(stored, loan, nowMicros)
              : borrow(stored, loan, nowMicros);
      if (!taken) {
        loan.refused();
      }
    }
  }

  private boolean keepLent(StoredMessage stored, Loan loan, long nowMicros) {
    StoredMessage placed = stored.at(profile.positions().next(nowMicros));
    return store(placed, new Loans.Stored(loan, stored.qos()), nowMicros) == null;
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

  /** Queued at QoS 0 only if it {@code waits}. */
  private void offer(
      Message message,
      Terms terms,
      boolean retain,
      boolean waits,
      Receipt receipt,
      long nowMicros) {
    Qos qos = profile.limits().effectiveQos(message.qos(), terms.qos());
    boolean expired = message.isExpired(nowMicros / 1_000);
    boolean kept =
        !expired && qos.isAcknowledged() && profile.isPersistent() && out.keeps(message, receipt);
    Position place = kept ? profile.positions().next(nowMicros) : null;
    StoredMessage stored = SessionProfile.delivery(message, qos, terms, retain, place);
    if (expired) {
      drop(stored, DropReason.EXPIRED);
    } else if (!qos.isAcknowledged()) {
      offerUnacknowledged(stored, waits, nowMicros);
    } else if (kept) {
      DropReason full = bounds.admit(message, receipt, window.size());
      DropReason refusal = full == null ? store(stored, receipt, nowMicros) : full;
      if (refusal != null) {
        drop(stored, refusal);
      }
    } else {
      offerInMemory(stored, nowMicros);
    }
  }

  private void offerUnacknowledged(StoredMessage stored, boolean waits, long nowMicros) {
    if (out.isWritable() && queue.isEmpty()) {
      transmitUnacknowledged(stored, nowMicros);
    } else if (queue.isFull() || !waits) {
      drop(stored, DropReason.QOS0_MESSAGE);
    } else {
      enqueuedCount++;
      queue.add(stored);
    }
  }

  /** Stores a message, then sends or queues it; why it could not, or null. */
  private DropReason store(StoredMessage stored, Receipt receipt, long nowMicros) {
    if (!out.store(stored, receipt)) {
      return DropReason.ofRefusal(receipt.isRepeated());
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
    if (profile.isPersistent() && (queue.hasMoreStored() || queue.isFull())) {
      // Nobody keeps it, and what somebody keeps comes first.
      drop(stored, DropReason.STORE_AWAY);
      return;
    }
    if (queue.isEmpty() && window.hasRoom() && out.isWritable()) {
      transmit(stored, nowMicros);
      return;
    }
    if (queue.isFull() && !makeRoomInMemory(stored)) {
      return;
    }
    enqueuedCount++;
    queue.add(stored);
  }

  /** Nobody waits for a message that nobody stores, so no publisher can be refused. */
  private boolean makeRoomInMemory(StoredMessage newest) {
    boolean oldestGoes =
        profile.limits().excess().overflow().of(newest.message().topic()) == Overflow.DROP_OLDEST;
    StoredMessage gone = oldestGoes ? queue.poll() : newest;
    if (!loans.refused(gone)) {
      drop(gone, DropReason.QUEUE_FULL);
    }
    return oldestGoes;
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
      drop(stored, DropReason.TOO_LARGE);
    }
    changed();
  }

  private void transmitUnacknowledged(StoredMessage stored, long nowMicros) {
    if (writer.write(stored, 0, false, nowMicros)) {
      deliveredCount++;
      out.delivered(stored.message());
    } else {
      drop(stored, DropReason.TOO_LARGE);
    }
  }

  /** Sends what window and socket allow; call when either may have gained room. */
  void pump(long nowMicros) {
    repeat(nowMicros);
    while (!queue.isEmpty()) {
      DropReason late = profile.limits().lateness(queue.peek(), nowMicros);
      if (late == null && !(out.isWritable() && mayTransmit(queue.peek()))) {
        break;
      }
      StoredMessage next = queue.poll();
      if (late != null) {
        giveUp(next, late);
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
      boolean covered = resumption.covers(stored.position());
      if (stored.isVoid() || covered && !resumption.found(stored)) {
        forget(stored);
      } else if (!covered) {
        queue.add(stored);
      }
    }
    bounds.shrink(window.size());
    if (resumption.passedBy(queue.loadedThrough())) {
      changed();
    }
    pump(nowMicros);
  }

  /** Sends again what an earlier connection left unfinished, also within the receive maximum. */
  private void repeat(long nowMicros) {
    while (resumption.hasRepeats() && out.isWritable() && window.mayRepeat(resumption.unsent())) {
      OutboundWindow.Entry entry = resumption.nextRepeat();
      StoredMessage stored = entry.message();
      if (!writer.write(stored, entry.packetId, true, nowMicros)) {
        window.close(entry);
        forget(stored);
        drop(stored, DropReason.TOO_LARGE);
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

  private void drop(StoredMessage delivery, DropReason reason) {
    droppedCount++;
    out.dropped(delivery, reason);
  }

  /** Drops what was at the head of the queue; it is behind what counts as sent from now on. */
  private void giveUp(StoredMessage stored, DropReason reason) {
    drop(stored, reason);
    forget(stored);
    if (stored.position() != null) {
      sentThrough = stored.position();
      changed();
      readAhead();
    }
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

  boolean isFull() {
    return profile.isPersistent() && budget.isExhausted(window.size());
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

  KnownMessages known() {
    return known;
  }

  SessionFigures figures(int awaitingRelease) {
    return new SessionFigures(
        window.size(), window.limit(), awaitingRelease,
        queued(), deliveredCount, enqueuedCount, droppedCount);
  }

  /** Messages waiting behind the window. */
  long queued() {
    return Math.max(queue.inMemory(), budget.messages() - window.size());
  }

  /** What the store holds for this session. */
  InflightStore.Backlog stored() {
    return new InflightStore.Backlog(budget.messages(), budget.bytes());
  }

  long heldBytes() {
    return queue.bytes();
  }
}
