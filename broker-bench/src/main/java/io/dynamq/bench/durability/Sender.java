package io.dynamq.bench.durability;

import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * One publisher: a thread that sends at its pace, a thread that hears. The time until PUBACK or PUBREC
 * counts from when the message was due, so a broker that stalls is not spared.
 */
final class Sender {
  private static final int IDS = 65_535;
  private static final long PATIENCE_MILLIS = 100;

  private final Wire wire;
  private final Plan plan;
  private final String topic;
  private final Watch watch;
  private final Semaphore window;
  private final AtomicLongArray due = new AtomicLongArray(IDS + 1);
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong acknowledged = new AtomicLong();
  private volatile boolean over;

  /** It is connected. */
  Sender(Wire wire, String topic, Plan plan, Watch watch) {
    this.wire = wire;
    this.topic = topic;
    this.plan = plan;
    this.watch = watch;
    window = new Semaphore(Math.min(IDS, plan.window()));
  }

  void start() {
    watch.thread(topic + "-send", this::send);
    watch.thread(topic + "-hear", this::hear);
  }

  /** Sends no more. */
  void end() {
    over = true;
  }

  long sent() {
    return sent.get();
  }

  long acknowledged() {
    return acknowledged.get();
  }

  private void send() throws IOException, InterruptedException {
    long every = plan.rate() == 0 ? 0 : 1_000_000_000L * plan.publishers() / plan.rate();
    byte[] payload = new byte[plan.payload()];
    long next = System.nanoTime();
    int id = 1;
    while (!over) {
      long early = every == 0 ? 0 : next - System.nanoTime();
      if (early > 0) {
        synchronized (wire) {
          wire.flush();
        }
        LockSupport.parkNanos(early);
      } else if (hasWindow()) {
        due.set(id, every == 0 ? System.nanoTime() : next);
        synchronized (wire) {
          wire.publish(topic, plan.qos(), id, payload);
        }
        sent.incrementAndGet();
        id = id % IDS + 1;
        next += every;
      }
    }
    synchronized (wire) {
      wire.flush();
    }
  }

  private boolean hasWindow() throws IOException, InterruptedException {
    if (window.tryAcquire()) {
      return true;
    }
    synchronized (wire) {
      wire.flush();
    }
    return window.tryAcquire(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void hear() throws IOException {
    while (true) {
      Wire.Packet packet = wire.read();
      if (packet.type() == Wire.PUBACK || packet.type() == Wire.PUBREC) {
        watch.acknowledged(System.nanoTime() - due.get(packet.id()));
        acknowledged.incrementAndGet();
      }
      if (packet.type() == Wire.PUBREC) {
        synchronized (wire) {
          wire.answer(Wire.PUBREL, packet.id());
          wire.flush();
        }
      } else {
        window.release();
      }
    }
  }
}
