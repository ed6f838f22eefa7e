package io.dynamq.engine;

import io.dynamq.hook.Standing;
import io.dynamq.packet.ReasonCode;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;

/** Ends connections when the proof by which they were let in does, as that of a token. Any thread. */
final class ProofEnds {
  private final ConcurrentSkipListSet<End> queue = new ConcurrentSkipListSet<>();
  private final AtomicLong numbers = new AtomicLong();

  /**
   * One connection's time.
   *
   * @param number tells equal times apart
   */
  record End(long atMillis, long number, Home home, Live live) implements Comparable<End> {
    @Override
    public int compareTo(End other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(number, other.number);
    }
  }

  /** Null if its proof has no end. */
  End of(Home home, Live live) {
    if (!(live.info().standing().attributes().get(Standing.ENDS_AT) instanceof Long atMillis)) {
      return null;
    }
    End end = new End(atMillis, numbers.incrementAndGet(), home, live);
    queue.add(end);
    return end;
  }

  /** The connection has ended otherwise. */
  void cancel(End end) {
    if (end != null) {
      queue.remove(end);
    }
  }

  int size() {
    return queue.size();
  }

  void due(long nowMillis) {
    for (End next : queue) {
      if (next.atMillis > nowMillis) {
        return;
      }
      if (queue.remove(next)) {
        next.home.post(
            Mail.of(
                home ->
                    next.live.unauthenticated(
                        ReasonCode.NOT_AUTHORIZED, "what proved your name is over")));
      }
    }
  }
}
