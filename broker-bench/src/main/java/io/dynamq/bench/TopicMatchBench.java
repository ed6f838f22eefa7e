package io.dynamq.bench;

import io.dynamq.topic.TopicFilter;
import io.dynamq.topic.TopicName;
import io.dynamq.topic.TopicTrie;
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
import org.openjdk.jmh.infra.Blackhole;

/** One name against a trie of many filters; random names of a device fleet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TopicMatchBench {
  private static final int NAMES = 1 << 12;

  @Param({"1000", "100000", "1000000"})
  public int filters;

  private final TopicTrie<Integer> trie = new TopicTrie<>();
  private final TopicName[] names = new TopicName[NAMES];
  private int next;

  /** Half of the filters hold a wildcard. */
  @Setup
  public void fill() {
    for (int i = 0; i < filters; i++) {
      String filter = i % 2 == 0 ? "device/" + i + "/+/set" : "device/" + i + "/state";
      trie.put(TopicFilter.of(filter), i);
    }
    for (int i = 0; i < NAMES; i++) {
      int device = (int) ((i * 2_654_435_761L >>> 7) % filters);
      names[i] = TopicName.of("device/" + device + (device % 2 == 0 ? "/lamp/set" : "/state"));
    }
  }

  /** Finds the one filter that matches. */
  @Benchmark
  public void match(Blackhole hole) {
    trie.match(names[next++ & NAMES - 1], hole::consume);
  }
}
