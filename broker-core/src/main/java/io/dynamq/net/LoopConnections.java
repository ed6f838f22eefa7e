package io.dynamq.net;

import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.time.Time;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one event loop. One task walks over all of them for their timeouts, because a
 * timer for each would cost more than it is worth: keep alive is counted in seconds. Used on its
 * loop only.
 */
final class LoopConnections {
  private static final Logger LOG = LoggerFactory.getLogger(LoopConnections.class);

  private final EventLoop loop;
  private final Time time;
  private final Tally tally;
  private final LongRequests longRequests;
  private final List<LoopMember> connections = new ArrayList<>();

  LoopConnections(EventLoop loop, Time time, Meters meters) {
    this.loop = loop;
    this.time = time;
    this.tally = new Tally(meters);
    this.longRequests =
        new LongRequests((nanos, task) -> loop.schedule(task, nanos, TimeUnit.NANOSECONDS));
  }

  /** Starts the walks; they end with the loop. */
  void start(long tickMillis) {
    loop.scheduleWithFixedDelay(this::tick, tickMillis, tickMillis, TimeUnit.MILLISECONDS);
  }

  EventLoop loop() {
    return loop;
  }

  long nanos() {
    return time.nanos();
  }

  Tally tally() {
    return tally;
  }

  LongRequests longRequests() {
    return longRequests;
  }

  void add(LoopMember connection) {
    connection.placeAt(connections.size());
    connections.add(connection);
  }

  /** The last one takes the place that becomes free. */
  void remove(LoopMember connection) {
    LoopMember last = connections.remove(connections.size() - 1);
    if (last != connection) {
      connections.set(connection.place(), last);
      last.placeAt(connection.place());
    }
  }

  /** Closes the connections of one listener. */
  void closeAll(String listener) {
    for (LoopMember connection : List.copyOf(connections)) {
      if (connection.listener().equals(listener)) {
        connection.close();
      }
    }
  }

  private void tick() {
    long now = time.nanos();
    // Backwards, so that one that leaves during the walk is replaced by one already visited.
    for (int i = connections.size() - 1; i >= 0; i--) {
      if (i < connections.size()) {
        tick(connections.get(i), now);
      }
    }
    tally.flush();
  }

  /** An exception would end the walks of this loop for good. */
  private void tick(LoopMember connection, long now) {
    try {
      connection.tick(now);
    } catch (RuntimeException bug) {
      tally.count(Metric.BUGS);
      LOG.error("closing a connection of {}", connection.listener(), bug);
      closeAfterFault(connection);
    }
  }

  private void closeAfterFault(LoopMember connection) {
    try {
      connection.close();
    } catch (RuntimeException again) {
      LOG.error("a connection cannot be closed", again);
    }
  }
}
