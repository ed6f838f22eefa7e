package io.dynamq.engine;

import io.dynamq.message.LogField;
import io.dynamq.packet.ReasonCode;
import io.dynamq.time.Time;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who was not authenticated. Someone who tries passwords must not be able to fill the log:
 * in one second only so many lines are written, the others are counted. Any thread.
 */
final class RefusalLog {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalLog.class);
  static final int LINES_PER_SECOND = 10;

  private final Time time;
  private final AtomicLong second = new AtomicLong();
  private final AtomicInteger lines = new AtomicInteger();

  RefusalLog(Time time) {
    this.time = time;
  }

  void refused(String clientId, Peer peer, ReasonCode code, String words) {
    if (isRoomFor(time.epochSeconds())) {
      LOG.info(
          "client {} from {} at {} is not authenticated: {} ({})",
          clientId.isEmpty() ? "without identifier" : LogField.client(clientId),
          LogField.peer(peer.remote()),
          peer.listener(),
          words,
          code.words());
    }
  }

  /** True for so many calls in each second. */
  boolean isRoomFor(long now) {
    long before = second.get();
    if (now != before && second.compareAndSet(before, now)) {
      int left = lines.getAndSet(0) - LINES_PER_SECOND;
      if (left > 0) {
        LOG.info("{} more clients were not authenticated in that second", left);
      }
    }
    return lines.incrementAndGet() <= LINES_PER_SECOND;
  }
}
