package io.dynamq.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import io.dynamq.testkit.FakeTime;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeTest {

  @Test
  void neverStepsBack() {
    Time time = Time.system();
    long before = time.epochMicros();
    for (int i = 0; i < 100_000; i++) {
      long now = time.epochMicros();
      assertThat(now).isGreaterThanOrEqualTo(before);
      before = now;
    }
  }

  @Test
  void neverStepsBackForAnyThread() throws InterruptedException {
    Time time = Time.system();
    AtomicInteger backwards = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      threads.add(
          new Thread(
              () -> {
                long before = 0;
                for (int i = 0; i < 50_000; i++) {
                  long now = time.epochMicros();
                  backwards.addAndGet(now < before ? 1 : 0);
                  before = now;
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(backwards).hasValue(0);
  }

  @Test
  void isTheMachinesTimeAndReadingItMakesNoObjects() {
    Time time = Time.system();
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000_000; i++) {
      time.epochMicros();
    }
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
    assertThat(time.epochMillis())
        .isCloseTo(System.currentTimeMillis(), within(1_000L));
  }

  @Test
  void unitsAgree() {
    FakeTime time = new FakeTime();
    long start = time.epochMicros();
    time.advanceMillis(2_123);
    time.advanceMicros(999);
    assertThat(time.epochMicros()).isEqualTo(start + 2_123_999);
    assertThat(time.epochMillis()).isEqualTo(start / 1_000 + 2_123);
    assertThat(time.epochSeconds()).isEqualTo(start / 1_000_000 + 2);
  }

  @Test
  void nanosMeasureSpans() {
    Time time = Time.system();
    long start = time.nanos();
    assertThat(time.nanos() - start).isNotNegative();
  }
}
