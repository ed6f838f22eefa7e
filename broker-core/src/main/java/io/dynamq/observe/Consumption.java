package io.dynamq.observe;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the store has charged since the start, in its units: by operation and table, and of what was
 * written also by whom it was for and by partition. Any thread; called once for each request to the
 * store and item, never for a message.
 */
public final class Consumption {

  /** Whom a row is for. */
  public enum Subject {
    CLIENT,
    TOPIC
  }

  /**
   * A kind of request to a table.
   *
   * @param name such as {@code BatchWriteItem}
   * @param writes whether its units are of writing
   */
  public record Operation(String name, String table, boolean writes) {}

  /** What such requests came to. */
  public record Sum(Operation operation, double units, long requests) {}

  /**
   * One of those that much was written for.
   *
   * @param peak the most units in one second; 0 where it is not looked at
   */
  public record Load(String table, String name, double units, double peak) {}

  private static final class Tally {
    final DoubleAdder units = new DoubleAdder();
    final LongAdder requests = new LongAdder();
  }

  private final Map<Operation, Tally> operations = new ConcurrentHashMap<>();
  private final HeavyKeys partitions = new HeavyKeys();
  private final HeavyKeys clients = new HeavyKeys();
  private final HeavyKeys topics = new HeavyKeys();

  /** A request has been answered and charged. */
  public void requested(Operation operation, double units) {
    Tally tally = operations.computeIfAbsent(operation, key -> new Tally());
    tally.units.add(units);
    tally.requests.increment();
  }

  /**
   * An item was written.
   *
   * @param partition its partition key
   */
  public void written(String table, String partition, double units, long nowMillis) {
    partitions.add(table, partition, units, nowMillis);
  }

  /** An item was written that is of one client or topic. */
  public void writtenFor(Subject subject, String name, double units) {
    of(subject).add("", name, units, 0);
  }

  private HeavyKeys of(Subject subject) {
    return subject == Subject.CLIENT ? clients : topics;
  }

  /** By operation, those with most units first. */
  public List<Sum> operations() {
    List<Sum> sums = new ArrayList<>();
    operations.forEach(
        (operation, tally) ->
            sums.add(new Sum(operation, tally.units.sum(), tally.requests.sum())));
    sums.sort(Comparator.comparingDouble(Sum::units).reversed());
    return sums;
  }

  /** Clients or topics that most was written for, most first; units only. */
  public List<Load> heaviest(Subject subject, int limit) {
    return of(subject).top(limit, Comparator.comparingDouble(Load::units));
  }

  /** Partitions by the most that was written to them in a second, most first. */
  public List<Load> hottest(int limit) {
    return partitions.top(limit, Comparator.comparingDouble(Load::peak));
  }
}
