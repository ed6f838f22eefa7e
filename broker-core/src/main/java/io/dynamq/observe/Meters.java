package io.dynamq.observe;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** The counters and gauges of one broker. Any thread; counting takes no lock. */
public final class Meters {
  private final LongAdder[] counters = new LongAdder[Metric.values().length];
  private final Map<String, LongSupplier> gauges = new ConcurrentHashMap<>();
  private final Map<Labelled, Histogram> histograms = new ConcurrentHashMap<>();

  private final Consumption consumption = new Consumption();

  public Meters() {
    for (int i = 0; i < counters.length; i++) {
      counters[i] = new LongAdder();
    }
  }

  /** What the store charges. */
  public Consumption consumption() {
    return consumption;
  }

  /**
   * The histogram of a name and a label, made when it is first asked for.
   *
   * @param name with dots
   * @param label the label's name, empty for none
   * @param value of which there are few
   */
  public Histogram histogram(String name, String label, String value) {
    return histograms.computeIfAbsent(new Labelled(name, label, value), key -> new Histogram());
  }

  /** A reading of every histogram. */
  public Map<Labelled, Histogram.Reading> histograms() {
    Map<Labelled, Histogram.Reading> readings = new TreeMap<>();
    histograms.forEach((name, histogram) -> readings.put(name, histogram.read()));
    return readings;
  }

  /** A name with one label, which is empty where there is none. */
  public record Labelled(String name, String label, String value) implements Comparable<Labelled> {
    @Override
    public int compareTo(Labelled other) {
      int byName = name.compareTo(other.name);
      return byName != 0 ? byName : value.compareTo(other.value);
    }
  }

  public void count(Metric metric) {
    counters[metric.ordinal()].increment();
  }

  public void count(Metric metric, long amount) {
    counters[metric.ordinal()].add(amount);
  }

  /** Counts a message that a matching receiver did not get. */
  public void dropped(DropReason reason) {
    count(Metric.DELIVERY_DROPPED);
    count(reason.metric());
  }

  public long value(Metric metric) {
    return counters[metric.ordinal()].sum();
  }

  /** Registers or replaces a gauge, such as {@code connections.count}; read on any thread. */
  public void gauge(String name, LongSupplier reading) {
    gauges.put(name, reading);
  }

  /** A reading of every gauge, sorted by name. */
  public Map<String, Long> gauges() {
    Map<String, Long> readings = new TreeMap<>();
    gauges.forEach((name, reading) -> readings.put(name, reading.getAsLong()));
    return readings;
  }

  /** A reading of every counter, sorted by name. */
  public Map<String, Long> counters() {
    Map<String, Long> readings = new TreeMap<>();
    for (Metric metric : Metric.values()) {
      readings.put(metric.text(), value(metric));
    }
    return readings;
  }
}
