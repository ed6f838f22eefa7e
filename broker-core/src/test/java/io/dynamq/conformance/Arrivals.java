package io.dynamq.conformance;

import io.dynamq.testkit.RawClient;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The reading end of a connection: packets as they come, read by a thread of its own, so that the
 * broker never has to wait for the test. Packets are read strictly; a wrong one fails the next {@link
 * #next}.
 */
final class Arrivals {
  private final LinkedBlockingQueue<Received> packets = new LinkedBlockingQueue<>();
  private final int version;
  private volatile AssertionError fault;
  private volatile boolean ended;

  Arrivals(RawClient raw, int version) {
    this.version = version;
    Thread reader = new Thread(() -> read(raw), "arrivals");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(RawClient raw) {
    try {
      while (more(raw)) {
        packets.add(parse(raw));
      }
    } catch (BrokenOff e) {
      // The connection ended within a packet: no more will come.
    } catch (AssertionError e) {
      fault = e;
    } finally {
      ended = true;
    }
  }

  private static final class BrokenOff extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Received parse(RawClient raw) {
    byte[] packet;
    try {
      packet = raw.readPacket();
    } catch (AssertionError e) {
      throw new BrokenOff();
    }
    return Received.parse(packet, version);
  }

  /** A silence is no end. */
  private static boolean more(RawClient raw) {
    while (true) {
      try {
        return raw.hasMore();
      } catch (AssertionError silence) {
        continue;
      } catch (RuntimeException closed) {
        return false;
      }
    }
  }

  /** The next packet, null if none comes within the time. */
  Received next(int millis) {
    Received packet = null;
    try {
      packet = packets.poll(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (packet == null && fault != null) {
      throw fault;
    }
    return packet;
  }

  /** True if no packet will come any more. */
  boolean isOver() {
    return ended && packets.isEmpty();
  }
}
