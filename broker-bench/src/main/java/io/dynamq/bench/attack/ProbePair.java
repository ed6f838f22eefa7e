package io.dynamq.bench.attack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A publisher and a subscriber of QoS 1 with good manners: how long a message takes from one to the
 * other. A message that is not there within twenty seconds is a finding.
 */
public final class ProbePair implements AutoCloseable {
  private static final int MOST = 1_000_000;

  private final Line publisher;
  private final Line subscriber;
  private final StrictReader answers;
  private final StrictReader messages;
  private final String topic;
  private final long pauseNanos;
  private final Consumer<String> findings;
  private final Thread thread;
  private final long[] nanos = new long[MOST];
  private volatile int count;
  private volatile boolean closed;

  /**
   * Connects and begins.
   *
   * @param perSecond so many messages at most
   */
  public ProbePair(int port, String name, int perSecond, Consumer<String> findings)
      throws IOException {
    this.findings = findings;
    topic = "probe/" + name;
    pauseNanos = 1_000_000_000L / perSecond;
    subscriber = Line.open(port, false, 0);
    subscriber.send(Bytes.connect(4, name + "-subscriber"));
    subscriber.send(Bytes.subscribe(4, 1, topic, 1));
    messages = new StrictReader(subscriber.in(), 4);
    messages.read();
    messages.read();
    publisher = Line.open(port, false, 0);
    publisher.send(Bytes.connect(4, name + "-publisher"));
    answers = new StrictReader(publisher.in(), 4);
    answers.read();
    thread = new Thread(this::run, name);
    thread.setPriority(Thread.MAX_PRIORITY);
    thread.start();
  }

  private void run() {
    try {
      long due = System.nanoTime();
      while (!closed && count < MOST) {
        long from = System.nanoTime();
        exchange(from);
        nanos[count] = System.nanoTime() - from;
        count++;
        due = Math.max(due + pauseNanos, System.nanoTime());
        LockSupport.parkNanos(due - System.nanoTime());
      }
    } catch (IOException | Violation e) {
      if (!closed) {
        findings.accept("the pair " + topic + ": " + e);
      }
    }
  }

  private void exchange(long stamp) throws IOException {
    byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(stamp).array();
    publisher.send(Bytes.publish(4, topic, 1, 1 + count % 60_000, payload));
    Got got = messages.read();
    if (got == null || got.type() != Got.PUBLISH || !Arrays.equals(payload, got.payload())) {
      throw new Violation("got " + got);
    }
    subscriber.send(got.answer());
    Got ack = answers.read();
    if (ack == null || ack.type() != Got.PUBACK) {
      throw new Violation("no PUBACK but " + ack);
    }
  }

  /** So many messages have arrived. */
  public int count() {
    return count;
  }

  /**
   * Milliseconds that this share of the messages since then needed at most; NaN if there is none.
   *
   * @param since what {@link #count} said
   */
  public double millis(double share, int since) {
    int until = count;
    long[] sorted = Arrays.copyOfRange(nanos, since, until);
    Arrays.sort(sorted);
    return sorted.length == 0
        ? Double.NaN
        : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(thread);
    publisher.close();
    subscriber.close();
  }
}
