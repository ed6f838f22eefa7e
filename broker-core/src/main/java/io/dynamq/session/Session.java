package io.dynamq.session;

import io.dynamq.message.Message;
import io.dynamq.packet.Ack;
import io.dynamq.packet.Publish;
import io.dynamq.packet.ReasonCode;
import io.dynamq.packet.Rejected;
import io.dynamq.routing.Receipt;
import io.dynamq.routing.Terms;
import io.dynamq.store.InflightSnapshot;
import io.dynamq.store.InflightStore;
import io.dynamq.store.StoredMessage;
import java.util.List;

/**
 * One connected client's message exchange, both ways.
 *
 * <p>Problem: exactly-once and in-order delivery must hold over lost connections, restarts, full
 * sockets and backlogs larger than memory, and must be testable without any of these. So this is a
 * state machine that only computes: every input names the time, every consequence goes to {@link
 * Effects}. It lives from CONNACK until the connection ends; what outlives it is the {@link
 * #snapshot} and the stored queue, from which the next one is built.
 *
 * <p>Invariants. (1) A message of QoS 1 or 2 for a persistent session is stored before it is sent or
 * queued. (2) Positions are sent in rising order, so everything at or before {@code sentThrough} is
 * either in the window or finished. (3) A packet identifier is free again only after PUBACK or
 * PUBCOMP. (4) While the store holds messages that memory does not, new ones go behind them.
 *
 * <p>Not thread-safe: its mailbox calls it.
 */
public final class Session {
  private final InboundExchange inbound;
  private final OutboundExchange outbound;
  private final Effects out;

  public Session(SessionProfile profile, Effects out) {
    this.out = out;
    this.inbound =
        new InboundExchange(profile.version(), profile.limits().receiving());
    this.outbound = new OutboundExchange(profile, out);
  }

  /**
   * Continues what an earlier connection left: PUBRELs at once, then the stored queue page by page,
   * unfinished messages first with DUP set [MQTT-4.4.0-1, -2].
   *
   * @param unsettled what {@link #unsettled} of the earlier session gave, if it was in this process
   */
  public void resume(
      InflightSnapshot snapshot,
      List<PendingAck> unsettled,
      InflightStore.Backlog stored,
      long nowMicros) {
    inbound.restore(snapshot.inboundQos2(), unsettled, nowMicros);
    outbound.resume(snapshot, stored, nowMicros);
  }

  /**
   * Says before {@link #resume} that the snapshot may be older than the end of the earlier connection:
   * its broker died, or the client may have been at another one. Then an identifier in it may have
   * been used for another message since.
   *
   * @param kept whether what the client was told was kept before; then only a power cut, or another
   *     broker, can have made the snapshot old, and its identifiers stay in it, with the doubt
   */
  public void distrustSnapshot(boolean kept) {
    inbound.distrustSnapshot(kept);
  }

  // ---- from the client

  /**
   * Takes a PUBLISH.
   *
   * @return why the client must be disconnected, or null
   */
  public Rejected publishReceived(Publish publish) {
    return inbound.receive(publish, out);
  }

  /**
   * Forgets identifiers of QoS 2 publishes that the client has not released in the time that it has
   * for it; call before taking what may depend on them.
   *
   * @return how many
   */
  public int forgetUnreleased(long nowMicros) {
    return inbound.forgetUnreleased(nowMicros, out);
  }

  /** Whether a QoS 2 publish of this identifier is unfinished. */
  public boolean isInUse(int packetId) {
    return inbound.isInUse(packetId);
  }

  /** The promise of a publish holds, or never will. */
  public void settled(PendingAck ack, ReasonCode code) {
    inbound.settled(ack, code, out);
  }

  /** Takes PUBACK, PUBREC, PUBREL or PUBCOMP. */
  public AckOutcome ackReceived(Ack ack, long nowMicros) {
    AckOutcome outcome =
        ack.type() == Ack.Type.PUBREL
            ? inbound.release(ack.packetId(), out)
            : outbound.ackReceived(ack);
    outbound.pump(nowMicros);
    return outcome;
  }

  // ---- to the client

  /** A message matched this client's subscriptions. */
  public void deliver(Message message, Terms terms, Receipt receipt, long nowMicros) {
    outbound.deliver(message, terms, receipt, nowMicros);
  }

  /** A message that waited with its shared group, which keeps it until the loan is answered. */
  public void deliverLent(Message message, Terms terms, Loan loan, long nowMicros) {
    outbound.deliverLent(message, terms, loan, nowMicros);
  }

  /** A retained or fetched message, sent because of one subscription. */
  public void deliverStored(Message message, Terms terms, boolean retain, long nowMicros) {
    outbound.deliverStored(message, terms, retain, nowMicros);
  }

  /** Sends what window and socket allow; call when either may have gained room. */
  public void pump(long nowMicros) {
    outbound.pump(nowMicros);
  }

  /** Answers {@link Effects#read}. */
  public void pageRead(List<StoredMessage> page, long nowMicros) {
    outbound.pageRead(page, nowMicros);
  }

  /** {@link Effects#read} failed; it is tried again at the next {@link #pump}. */
  public void readFailed() {
    outbound.readFailed();
  }

  // ---- for the owner

  /** What must survive this connection. */
  public InflightSnapshot snapshot() {
    return new InflightSnapshot(
        outbound.sentThrough(),
        outbound.unfinished(),
        inbound.identifiers(),
        inbound.isDoubtful());
  }

  /** QoS 2 publishes of the client whose promise is still awaited. */
  public List<PendingAck> unsettled() {
    return inbound.unsettled();
  }

  /** What other members of shared groups must get, now that this unsaved session ends. */
  public List<SharedMessage> endShared() {
    return outbound.endShared();
  }

  /** How many messages could be sent at once. */
  public int windowRoom() {
    return outbound.windowRoom();
  }

  /** True if the stored queue takes no more. */
  public boolean isFull() {
    return outbound.isFull();
  }

  /** How many more messages may be queued now. */
  public int room() {
    return outbound.room();
  }

  /** True if a replay or plug-in may deliver more. */
  public boolean isLow() {
    return outbound.isLow();
  }

  /** True if nothing is queued behind the window. */
  public boolean isDrained() {
    return outbound.isDrained();
  }

  /** Begins to remember acknowledged ids for {@link #knows}. */
  public void startFetch() {
    outbound.known().startFetch();
  }

  /** Whether the message is queued, in flight, or was acknowledged since {@link #startFetch}. */
  public boolean knows(Message message) {
    return outbound.known().contains(message);
  }

  /** Figures for administration. */
  public SessionFigures figures() {
    return outbound.figures(inbound.awaitingRelease());
  }

  /** Messages waiting behind the window. */
  public long queued() {
    return outbound.queued();
  }

  /** Bytes of messages that wait behind the window in memory. */
  public long heldBytes() {
    return outbound.heldBytes();
  }

  /** What the store holds for this session. */
  public InflightStore.Backlog stored() {
    return outbound.stored();
  }
}
