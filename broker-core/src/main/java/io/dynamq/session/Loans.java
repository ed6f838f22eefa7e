package io.dynamq.session;

import io.dynamq.message.Qos;
import io.dynamq.routing.Receipt;
import io.dynamq.store.Origin;
import io.dynamq.store.StoredMessage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What a session has of shared groups that others may get if it ends. In the mailbox. */
final class Loans {
  private Map<StoredMessage, Loan> open = Map.of();

  /** The queue of the group keeps the message until it is finished here. */
  void began(StoredMessage stored, Loan loan) {
    if (open.isEmpty()) {
      open = new IdentityHashMap<>();
    }
    open.put(stored, loan);
  }

  /** The session needs the message no more. */
  void finished(StoredMessage stored) {
    Loan loan = open.isEmpty() ? null : open.remove(stored);
    if (loan != null) {
      loan.settled();
    }
  }

  /** There is no room; true if the message was lent, and is the group's again. */
  boolean refused(StoredMessage stored) {
    Loan loan = open.isEmpty() ? null : open.remove(stored);
    if (loan != null) {
      loan.refused();
    }
    return loan != null;
  }

  /**
   * An unsaved session ends: what was lent goes back, the rest is the answer, in the order of
   * delivery. Without what was sent at QoS 2: it may have arrived, and nobody else may get it
   * [MQTT-4.8.2-5].
   */
  List<SharedMessage> end(OutboundWindow window, SendQueue queue) {
    List<SharedMessage> rest = new ArrayList<>(0);
    for (OutboundWindow.Entry entry : window.inOrder()) {
      StoredMessage sent = entry.message();
      if (sent != null && sent.qos() == Qos.AT_LEAST_ONCE) {
        passOn(sent, rest);
      }
    }
    queue.forEach(waiting -> passOn(waiting, rest));
    List.copyOf(open.keySet()).forEach(this::finished);
    return rest;
  }

  private void passOn(StoredMessage stored, List<SharedMessage> rest) {
    Loan loan = open.isEmpty() ? null : open.remove(stored);
    if (loan != null) {
      loan.returned();
    } else if (stored.sharedGroup() != null) {
      rest.add(new SharedMessage(stored.message(), stored.sharedGroup()));
    }
  }

  /** Settles a loan when the session's own copy is stored. */
  record Stored(Loan loan, Qos qos) implements Receipt {

    @Override
    public Origin origin() {
      return loan.origin();
    }

    @Override
    public void join(CompletableFuture<Void> write) {
      if (write.isDone() && write.isCompletedExceptionally()) {
        // The session says so itself, before it has sent anything.
        return;
      }
      write.whenComplete((done, fault) -> end(fault));
    }

    private void end(Throwable fault) {
      if (fault != null && qos == Qos.AT_LEAST_ONCE) {
        loan.refused();
      } else {
        // At QoS 2 it may have been sent already.
        loan.settled();
      }
    }

    @Override
    public void expect() {}

    @Override
    public void arrive(Throwable failure) {}
  }
}
