package io.dynamq.engine;

import io.dynamq.message.ClientId;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Mail to one client, posted and drained on the same thread; per mail. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MailboxBench {
  private static final int BATCH = 16;

  private final ArrayDeque<Runnable> loop = new ArrayDeque<>();
  private final Home home = new Home(null, new ClientId("c"), loop::add);
  private long taken;

  private final class Count extends Mail {
    @Override
    void run(Home to) {
      taken++;
    }
  }

  /** One drain for sixteen mails, as under load. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public long sixteen() {
    for (int i = 0; i < BATCH; i++) {
      home.post(new Count());
    }
    loop.poll().run();
    return taken;
  }

  /** A drain for each mail. */
  @Benchmark
  public long single() {
    home.post(new Count());
    loop.poll().run();
    return taken;
  }
}
