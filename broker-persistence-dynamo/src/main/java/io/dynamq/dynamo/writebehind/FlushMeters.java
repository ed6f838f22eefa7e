package io.dynamq.dynamo.writebehind;

import io.dynamq.dynamo.client.Failure;
import io.dynamq.observe.Consumption;
import io.dynamq.observe.Consumption.Subject;
import io.dynamq.observe.Meters;
import io.dynamq.time.Time;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.dynamodb.model.RequestLimitExceededException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingException;
import software.amazon.awssdk.services.dynamodb.model.ThrottlingReason;

/**
 * What writes cost: how long requests take, what they are charged, why they are throttled. Gauges
 * below the write-behind's name; counting is for any thread.
 *
 * <ul>
 *   <li>{@code flush.count}, {@code flush.total_ms}: requests that were answered, and their time;
 *       {@code flush.max_ms}: the longest since the start
 *   <li>{@code flush.le_10ms, …}: of these, those that took no longer
 *   <li>{@code throttled.table, .key_range, .account, .request_limit}: requests refused for that;
 *       {@code throttled.unprocessed}: items of batches that were left undone
 *   <li>{@code consumed.write_units}, also {@code .<table>}: units charged
 * </ul>
 */
final class FlushMeters {
  private static final long[] BOUNDS_MILLIS = {10, 50, 250, 1_000};

  /** Why the store took less than it was given. */
  private enum Throttle {
    TABLE,
    KEY_RANGE,
    ACCOUNT,
    REQUEST_LIMIT,
    UNPROCESSED
  }

  private final String name;
  private final Meters meters;
  private final Time time;
  private final LongAdder requests = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder[] within = new LongAdder[BOUNDS_MILLIS.length];
  private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
  private final Map<Throttle, LongAdder> throttles = new EnumMap<>(Throttle.class);
  private final DoubleAdder units = new DoubleAdder();
  private final Map<String, DoubleAdder> byTable = new ConcurrentHashMap<>();

  FlushMeters(String name, Meters meters, Time time) {
    this.name = name;
    this.meters = meters;
    this.time = time;
    meters.gauge(name + ".flush.count", requests::sum);
    meters.gauge(name + ".flush.total_ms", () -> TimeUnit.NANOSECONDS.toMillis(nanos.sum()));
    meters.gauge(name + ".flush.max_ms", () -> TimeUnit.NANOSECONDS.toMillis(longest.get()));
    for (int i = 0; i < within.length; i++) {
      within[i] = new LongAdder();
      meters.gauge(name + ".flush.le_" + BOUNDS_MILLIS[i] + "ms", within[i]::sum);
    }
    for (Throttle throttle : Throttle.values()) {
      LongAdder adder = new LongAdder();
      throttles.put(throttle, adder);
      meters.gauge(
          name + ".throttled." + throttle.name().toLowerCase(Locale.ROOT), adder::sum);
    }
    meters.gauge(name + ".consumed.write_units", () -> (long) units.sum());
  }

  /** A request begins; hand the result to {@link #answered}. */
  long begin() {
    return time.nanos();
  }

  /**
   * A request has ended.
   *
   * @param left what the store left undone; null if it failed
   * @param error null if it did not fail
   */
  void answered(long begunNanos, List<Taken> left, Throwable error) {
    Failure failure = error == null ? null : Failure.of(error);
    if (failure != null && failure.kind() == Failure.Kind.UNAVAILABLE) {
      // Nobody answered, so there is no latency.
      return;
    }
    long took = time.nanos() - begunNanos;
    requests.increment();
    nanos.add(took);
    longest.accumulate(took);
    for (int i = 0; i < within.length; i++) {
      if (took <= TimeUnit.MILLISECONDS.toNanos(BOUNDS_MILLIS[i])) {
        within[i].increment();
      }
    }
    if (failure != null && failure.kind() == Failure.Kind.THROTTLED) {
      throttles.get(throttle(failure.cause())).increment();
    } else if (left != null && !left.isEmpty()) {
      throttles.get(Throttle.UNPROCESSED).add(left.size());
    }
  }

  private static Throttle throttle(Throwable cause) {
    for (ThrottlingReason one : reasons(cause)) {
      String reason = String.valueOf(one.reason());
      if (reason.contains("KeyRange")) {
        return Throttle.KEY_RANGE;
      }
      if (reason.contains("AccountLimit")) {
        return Throttle.ACCOUNT;
      }
    }
    String code =
        cause instanceof AwsServiceException service && service.awsErrorDetails() != null
            ? service.awsErrorDetails().errorCode()
            : "";
    return switch (code) {
      case "RequestLimitExceeded" -> Throttle.REQUEST_LIMIT;
      case "ThrottlingException" -> Throttle.ACCOUNT;
      default -> Throttle.TABLE;
    };
  }

  private static List<ThrottlingReason> reasons(Throwable cause) {
    if (cause instanceof ProvisionedThroughputExceededException table) {
      return table.throttlingReasons();
    }
    if (cause instanceof ThrottlingException rate) {
      return rate.throttlingReasons();
    }
    return cause instanceof RequestLimitExceededException limit
        ? limit.throttlingReasons()
        : List.of();
  }

  /**
   * The store has charged for a request.
   *
   * @param items that it wrote; a batch is charged as a whole, so each counts for its equal share
   */
  void charge(ConsumedCapacity capacity, Collection<ItemKey> items) {
    if (capacity != null && capacity.capacityUnits() != null) {
      double share = capacity.capacityUnits() / items.size();
      items.forEach(item -> written(item, share));
      units.add(capacity.capacityUnits());
      if (capacity.tableName() != null) {
        byTable.computeIfAbsent(capacity.tableName(), this::table).add(capacity.capacityUnits());
      }
    }
  }

  private void written(ItemKey item, double share) {
    Consumption consumption = meters.consumption();
    String table = item.table().name();
    consumption.written(table, item.hash(), share, time.epochMillis());
    switch (item.table().hashName()) {
      case "c", "clientid" -> consumption.writtenFor(Subject.CLIENT, item.hash(), share);
      case "topic" -> consumption.writtenFor(Subject.TOPIC, item.hash(), share);
      // Retained messages are spread over a few partitions.
      case "h" -> consumption.writtenFor(Subject.TOPIC, item.range(), share);
      default -> {
        // A payload, a node, a day: nobody's.
      }
    }
  }

  private DoubleAdder table(String table) {
    DoubleAdder adder = new DoubleAdder();
    meters.gauge(name + ".consumed.write_units." + table, () -> (long) adder.sum());
    return adder;
  }
}
