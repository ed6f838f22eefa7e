package io.dynamq.server;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.dynamq.time.Time;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/**
 * How full the heap is: what the last collection has left, because what was not collected yet says
 * little. Where that is much and there was no collection for a while, one is asked for.
 */
final class HeapReading implements DoubleSupplier, NotificationListener, AutoCloseable {
  private static final double MUCH = 0.75;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Time time;
  private final double much;
  private final Set<String> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());
  private volatile long left;
  private volatile long collectedAt;

  /**
   * @param mark share from which somebody acts; a heap that is fuller is looked at now and then even
   *     if nothing is allocated any more
   */
  HeapReading(Time time, double mark) {
    this.time = time;
    this.much = Math.min(MUCH, mark);
    this.collectedAt = time.nanos();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        emitter.addNotificationListener(this, null, null);
      }
    }
  }

  @Override
  public void handleNotification(Notification notification, Object unused) {
    if (!notification
        .getType()
        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)) {
      return;
    }
    Map<String, MemoryUsage> after =
        GarbageCollectionNotificationInfo.from((CompositeData) notification.getUserData())
            .getGcInfo()
            .getMemoryUsageAfterGc();
    long sum = 0;
    for (String pool : pools) {
      MemoryUsage usage = after.get(pool);
      sum += usage == null ? 0 : usage.getUsed();
    }
    left = sum;
    collectedAt = time.nanos();
  }

  @Override
  public double getAsDouble() {
    Runtime heap = Runtime.getRuntime();
    long now = heap.totalMemory() - heap.freeMemory();
    double share = (double) Math.min(left, now) / heap.maxMemory();
    if (share >= much && time.nanos() - collectedAt > PATIENCE_NANOS) {
      collectedAt = time.nanos();
      System.gc();
    }
    return share;
  }

  @Override
  public void close() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      if (collector instanceof NotificationEmitter emitter) {
        try {
          emitter.removeNotificationListener(this);
        } catch (ListenerNotFoundException e) {
          // It was not there, which is what is wanted.
        }
      }
    }
  }
}
