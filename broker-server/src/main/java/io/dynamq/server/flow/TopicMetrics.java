package io.dynamq.server.flow;

import io.dynamq.hook.ClientInfo;
import io.dynamq.hook.HookChain;
import io.dynamq.hook.Hooks;
import io.dynamq.message.Message;
import io.dynamq.time.Time;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * EMQX's counters of single topics. Messages are only looked at while some topic is registered. Any
 * thread; counting takes no lock.
 */
public final class TopicMetrics implements Hooks {
  /** As many as EMQX takes. */
  public static final int TOPICS_MAX = 512;

  private static final double SECOND_NANOS = 1e9;

  private enum Counter {
    IN("messages.in"),
    OUT("messages.out"),
    QOS0_IN("messages.qos0.in"),
    QOS0_OUT("messages.qos0.out"),
    QOS1_IN("messages.qos1.in"),
    QOS1_OUT("messages.qos1.out"),
    QOS2_IN("messages.qos2.in"),
    QOS2_OUT("messages.qos2.out"),
    DROPPED("messages.dropped");

    private static final Counter[] IN_BY_QOS = {QOS0_IN, QOS1_IN, QOS2_IN};
    private static final Counter[] OUT_BY_QOS = {QOS0_OUT, QOS1_OUT, QOS2_OUT};

    private final String text;

    Counter(String text) {
      this.text = text;
    }
  }

  /** Counters of one topic, and what they were when somebody read them last. */
  private static final class Counters {
    private final LongAdder[] now = new LongAdder[Counter.values().length];
    private final long[] before = new long[now.length];
    private final double[] rates = new double[now.length];
    private long readAt;

    Counters(long nanos) {
      readAt = nanos;
      for (int i = 0; i < now.length; i++) {
        now[i] = new LongAdder();
      }
    }

    void count(Counter counter) {
      now[counter.ordinal()].increment();
    }

    /** Rates are of the time since the last reading, if that is a second or more. */
    synchronized Map<String, Number> read(long nanos) {
      double seconds = (nanos - readAt) / SECOND_NANOS;
      Map<String, Number> figures = new LinkedHashMap<>();
      for (Counter counter : Counter.values()) {
        int at = counter.ordinal();
        long value = now[at].sum();
        if (seconds >= 1) {
          rates[at] = Math.round((value - before[at]) / seconds * 100) / 100.0;
          before[at] = value;
        }
        figures.put(counter.text + ".count", value);
        figures.put(counter.text + ".rate", rates[at]);
      }
      readAt = seconds >= 1 ? nanos : readAt;
      return figures;
    }
  }

  private final HookChain hooks;
  private final Time time;
  private final Map<String, Counters> topics = new ConcurrentHashMap<>();

  public TopicMetrics(HookChain hooks, Time time) {
    this.hooks = hooks;
    this.time = time;
  }

  /** False if there are too many already. */
  public synchronized boolean register(String topic) {
    if (topics.size() >= TOPICS_MAX && !topics.containsKey(topic)) {
      return false;
    }
    topics.putIfAbsent(topic, new Counters(time.nanos()));
    hooks.add(this);
    return true;
  }

  /** False if it was not registered. */
  public synchronized boolean unregister(String topic) {
    boolean was = topics.remove(topic) != null;
    if (topics.isEmpty()) {
      hooks.remove(this);
    }
    return was;
  }

  public synchronized void clear() {
    topics.clear();
    hooks.remove(this);
  }

  /** Those that are registered. */
  public Set<String> topics() {
    return new TreeSet<>(topics.keySet());
  }

  /** Counts and rates by EMQX's names; null if the topic is not registered. */
  public Map<String, Number> metrics(String topic) {
    Counters counters = topics.get(topic);
    return counters == null ? null : counters.read(time.nanos());
  }

  @Override
  public CompletableFuture<Void> messagePublish(Message message) {
    count(message, Counter.IN, Counter.IN_BY_QOS);
    return DONE;
  }

  @Override
  public void messageDelivered(ClientInfo client, Message message) {
    count(message, Counter.OUT, Counter.OUT_BY_QOS);
  }

  @Override
  public void messageDropped(Message message) {
    Counters counters = topics.get(message.topic().value());
    if (counters != null) {
      counters.count(Counter.DROPPED);
    }
  }

  private void count(Message message, Counter all, Counter[] byQos) {
    Counters counters = topics.get(message.topic().value());
    if (counters != null) {
      counters.count(all);
      counters.count(byQos[message.qos().value()]);
    }
  }
}
