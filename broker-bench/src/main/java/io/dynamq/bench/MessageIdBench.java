package io.dynamq.bench;

import io.dynamq.message.MessageId;
import io.dynamq.message.MessageIds;
import io.dynamq.time.Time;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The id that each PUBLISH gets, with its clock, and as text. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class MessageIdBench {
  private final MessageIds ids = new MessageIds(Time.system(), 4711, 7);
  private final MessageId id = ids.next();

  /** A new one. */
  @Benchmark
  public MessageId next() {
    return ids.next();
  }

  /** As tables have it. */
  @Benchmark
  public String text() {
    return id.toString();
  }
}
