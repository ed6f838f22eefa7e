package io.dynamq.dynamo.writebehind;

import io.dynamq.store.Lease;
import io.dynamq.time.Time;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Asks who may still write, brings the answer to the flusher thread and minds its failures. */
final class LeaseLookup {
  private final Ownership ownership;
  private final Executor inbox;
  private final Circuit circuit;
  private final Pauses pauses;
  private final Time time;
  private int asking;

  /**
   * @param inbox has the flusher thread do something
   */
  LeaseLookup(
      Ownership ownership, Executor inbox, Circuit circuit, Pauses pauses, Time time) {
    this.ownership = ownership;
    this.inbox = inbox;
    this.circuit = circuit;
    this.pauses = pauses;
    this.time = time;
  }

  /** Whether an answer is due. */
  boolean isAsking() {
    return asking > 0;
  }

  /** Nanoseconds. */
  long now() {
    return time.nanos();
  }

  /** False for a while after a failure. */
  boolean isOpen(long now) {
    return pauses.isOpen(Pauses.OWNERS, now);
  }

  /**
   * @param early called on the flusher thread with void leases that are known before the rest is
   * @param then called on the flusher thread with the void leases, or with an error after which it
   *     must be asked again
   */
  void ask(
      Set<Lease> leases, Consumer<Set<Lease>> early, BiConsumer<Set<Lease>, Throwable> then) {
    asking++;
    ownership
        .voided(
            new LinkedHashSet<>(leases), voided -> inbox.execute(() -> early.accept(voided)))
        .whenComplete((voided, error) -> inbox.execute(() -> answered(voided, error, then)));
  }

  private void answered(
      Set<Lease> voided, Throwable error, BiConsumer<Set<Lease>, Throwable> then) {
    asking--;
    if (error == null) {
      circuit.answeredElsewhere();
      pauses.end(Pauses.OWNERS);
      then.accept(voided, null);
      voided.forEach(ownership::fenced);
      return;
    }
    Throwable cause = error.getCause() == null ? error : error.getCause();
    circuit.failedElsewhere(String.valueOf(cause.getMessage()), time.nanos());
    pauses.begin(Pauses.OWNERS);
    then.accept(Set.of(), error);
  }
}
