package io.dynamq.server.e2e;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.LockSupport;

/** Publishes numbers in order, and again what was not acknowledged. */
final class Courier extends SteadyClient {
  private static final int WINDOW = 20;
  private static final int PADDING_MAX = 400;

  private final String topic;
  private final int qos;
  private final Random random;
  private final Deque<Sent> unfinished = new ConcurrentLinkedDeque<>();
  private final List<Integer> acknowledged = Collections.synchronizedList(new ArrayList<>());
  private int next;
  private int lastId;
  private volatile boolean paused;
  private long breathNanos;

  private static final class Sent {
    final int number;
    final int id;
    boolean received;

    Sent(int number, int id) {
      this.number = number;
      this.id = id;
    }
  }

  Courier(int port, String id, String topic, int qos, long seed) {
    super(port, id);
    this.topic = topic;
    this.qos = qos;
    random = new Random(seed);
  }

  /** What the broker has taken over, in its order. */
  List<Integer> acknowledged() {
    synchronized (acknowledged) {
      return List.copyOf(acknowledged);
    }
  }

  int acknowledgements() {
    return acknowledged.size();
  }

  /** Rests after each new publish, so that a slow receiver can catch up; call before the start. */
  Courier resting(Duration breath) {
    breathNanos = breath.toNanos();
    return this;
  }

  /** Publishes nothing new from now on. */
  void pause() {
    paused = true;
  }

  /** Everything that it has published is finished. */
  boolean isAtRest() {
    return unfinished.isEmpty();
  }

  @Override
  void connected(boolean sessionPresent) throws IOException {
    for (Sent sent : List.copyOf(unfinished)) {
      if (sent.received) {
        answer(0x62, sent.id);
      } else {
        publish(sent, true);
      }
    }
    pump();
  }

  @Override
  void received(int header, byte[] body) throws IOException {
    Sent sent = find(identifier(body, 0));
    switch (header & 0xF0) {
      case 0x40 -> finished(sent);
      case 0x50 -> {
        if (sent != null && !sent.received) {
          sent.received = true;
          acknowledged.add(sent.number);
        }
        answer(0x62, identifier(body, 0));
      }
      case 0x70 -> unfinished.removeIf(each -> each == sent);
      default -> throw new AssertionError("a publisher got " + Integer.toHexString(header));
    }
    pump();
  }

  private void finished(Sent sent) {
    if (sent != null) {
      unfinished.remove(sent);
      acknowledged.add(sent.number);
    }
  }

  private Sent find(int id) {
    for (Sent sent : unfinished) {
      if (sent.id == id) {
        return sent;
      }
    }
    return null;
  }

  private void pump() throws IOException {
    while (!paused && unfinished.size() < WINDOW) {
      Sent sent = new Sent(next++, nextId());
      unfinished.add(sent);
      publish(sent, false);
      if (breathNanos > 0) {
        LockSupport.parkNanos(breathNanos);
      }
    }
  }

  private int nextId() {
    do {
      lastId = lastId == 65_535 ? 1 : lastId + 1;
    } while (find(lastId) != null);
    return lastId;
  }

  private void publish(Sent sent, boolean again) throws IOException {
    String text = sent.number + " " + "x".repeat(random.nextInt(PADDING_MAX));
    byte[] packet = Packets.publish(topic, qos, sent.id, text);
    if (again) {
      packet[0] |= 8;
    }
    send(packet);
  }
}
