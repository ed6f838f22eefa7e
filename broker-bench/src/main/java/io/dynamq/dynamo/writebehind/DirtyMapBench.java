package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.message.ClientId;
import io.dynamq.store.Lease;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** States accepted by the dirty map, with so many keys that wait for the flusher. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DirtyMapBench {
  private static final TableSpec TABLE = TableSpec.of("bench", "c");
  private static final TableSpec QUEUES = new TableSpec("queues", "c", "s", null, true);
  private static final Write.Put PUT = new Write.Put(() -> null, 100);
  private static final Lease LEASE = new Lease(new ClientId("c"), 1, "bench");

  @Param({"100", "100000"})
  public int waiting;

  private final DirtyMap map = new DirtyMap();
  private final DirtyMap.Moment now = new DirtyMap.Moment(1, 1);
  private ItemKey[] keys;
  private int next;

  /** Fills it. */
  @Setup
  public void fill() {
    keys = new ItemKey[waiting];
    for (int i = 0; i < waiting; i++) {
      keys[i] = ItemKey.of(TABLE, "client-" + i);
      map.accept(keys[i], put(false), now, null);
    }
  }

  private static DirtyMap.Acceptance put(boolean fresh) {
    return new DirtyMap.Acceptance(Stage.CONTENT, PUT, fresh, LEASE, false);
  }

  /** A newer state of a key that waits already: one write less. */
  @Benchmark
  public int replace() {
    next = next + 1 == waiting ? 0 : next + 1;
    return map.accept(keys[next], put(false), now, null);
  }

  /** A message that is queued and acknowledged before it is flushed: no write at all. */
  @Benchmark
  public int createAndDelete() {
    ItemKey key = new ItemKey(QUEUES, "client-7", Long.toString(next++));
    map.accept(key, put(true), now, null);
    return map.accept(
        key,
        new DirtyMap.Acceptance(Stage.DELETES, WriteBehind.DELETE, false, LEASE, false),
        now,
        null);
  }
}
