package io.dynamq.bench;

import io.dynamq.topic.InvalidTopicException;
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

/** One name against a trie of many filters, by the shape of both. */
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

  @Param({"fleet", "deep", "wide", "plus", "adversarial"})
  public Shape shape;

  private final TopicTrie<Integer> trie = new TopicTrie<>();
  private final TopicName[] names = new TopicName[NAMES];
  private int next;

  /** Filter number i, and a name that it matches. */
  public enum Shape {
    /** Four levels, half of the filters with a wildcard. */
    fleet {
      @Override
      String filter(int i) {
        return i % 2 == 0 ? "device/" + i + "/+/set" : "device/" + i + "/state";
      }

      @Override
      String name(int i) {
        return "device/" + i + (i % 2 == 0 ? "/lamp/set" : "/state");
      }
    },
    /** Twenty levels, most of them shared by all. */
    deep {
      @Override
      String filter(int i) {
        return "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q/" + i % 100 + "/" + i / 100 + "/z";
      }

      @Override
      String name(int i) {
        return filter(i);
      }
    },
    /** One level. */
    wide {
      @Override
      String filter(int i) {
        return "sensor-" + i;
      }

      @Override
      String name(int i) {
        return filter(i);
      }
    },
    /** A plus in the place of one, two or three of five levels. */
    plus {
      @Override
      String filter(int i) {
        String first = i % 2 == 0 ? "+" : "site";
        String third = i % 3 == 0 ? "+" : "line";
        return first + "/" + i + "/" + third + "/+/value";
      }

      @Override
      String name(int i) {
        return "site/" + i + "/line/7/value";
      }
    },
    /** At each of ten levels a plus and the very word: a name walks through a thousand nodes. */
    adversarial {
      @Override
      String filter(int i) {
        StringBuilder filter = new StringBuilder();
        for (int level = 0; level < 10; level++) {
          filter.append((i >> level & 1) == 0 ? "x/" : "+/");
        }
        return filter.append(i >> 10).toString();
      }

      @Override
      String name(int i) {
        return "x/x/x/x/x/x/x/x/x/x/" + (i >> 10);
      }
    };

    abstract String filter(int i);

    abstract String name(int i);
  }

  /** Names of random filters. */
  @Setup
  public void fill() throws InvalidTopicException {
    for (int i = 0; i < filters; i++) {
      trie.put(TopicFilter.of(shape.filter(i)), i);
    }
    for (int i = 0; i < NAMES; i++) {
      names[i] = TopicName.of(shape.name((int) ((i * 2_654_435_761L >>> 7) % filters)));
    }
  }

  /** Finds what matches: one filter, or 1,024 of them with the adversarial shape. */
  @Benchmark
  public void match(Blackhole hole) {
    trie.match(names[next++ & NAMES - 1], hole::consume);
  }
}
