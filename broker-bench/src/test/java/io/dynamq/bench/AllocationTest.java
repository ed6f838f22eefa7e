package io.dynamq.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.dynamq.dynamo.writebehind.DirtyMapBench;
import io.dynamq.engine.MailboxBench;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nobody adds an object to the path of a message unseen: bytes that each step allocates. The tests'
 * JVM has no C2, so objects that this would do without count too: the figures are those of the code
 * as it is written, higher than what {@code broker-bench/jmh} finds and always the same.
 */
class AllocationTest {
  private static final ThreadMXBean THREADS =
      (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int CALLS = 2_000;
  private static final int ROUNDS = 50;

  @ParameterizedTest
  @MethodSource
  void stepAllocatesNoMoreThanItDid(Runnable step, int bytes) {
    double least = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS && least > bytes; round++) {
      least = Math.min(least, perCall(step));
    }

    assertThat(least).isLessThanOrEqualTo(bytes);
  }

  private static double perCall(Runnable step) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int call = 0; call < CALLS; call++) {
      step.run();
    }
    return (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) CALLS;
  }

  static Stream<Arguments> stepAllocatesNoMoreThanItDid() {
    PublishCodecBench codec = new PublishCodecBench();
    codec.connect();
    SessionBench clean = session(false);
    SessionBench persistent = session(true);
    MailboxBench mailbox = new MailboxBench();
    MessageIdBench ids = new MessageIdBench();
    DirtyMapBench dirty = new DirtyMapBench();
    dirty.waiting = 100;
    dirty.fill();
    return Stream.of(
        row("decode PUBLISH", codec::decode, 136),
        row("encode PUBLISH", codec::encode, 8),
        row("QoS 0 to a session", clean::qos0, 88),
        row("QoS 1 to a session", clean::qos1, 160),
        row("QoS 2 to a session", clean::qos2, 224),
        row("QoS 1 to a persistent session", persistent::qos1, 288),
        row("QoS 2 to a persistent session", persistent::qos2, 352),
        row("mail", mailbox::single, 32),
        row("message id", ids::next, 56),
        row("newer dirty state", dirty::replace, 136),
        row("message queued and acknowledged", dirty::createAndDelete, 720));
  }

  private static SessionBench session(boolean persistent) {
    SessionBench session = new SessionBench();
    session.persistent = persistent;
    session.open();
    return session;
  }

  private static Arguments row(String name, Runnable step, int bytes) {
    return Arguments.of(Named.of(name, step), bytes);
  }
}
