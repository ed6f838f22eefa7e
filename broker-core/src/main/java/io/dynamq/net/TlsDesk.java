package io.dynamq.net;

import io.dynamq.net.tls.ServerCertificates;
import io.dynamq.net.tls.TlsFileException;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates of all encrypted listeners, with the threads for what must not happen on an event
 * loop: the arithmetic of handshakes, and reading files that may have changed. Without an encrypted
 * listener there are no such threads.
 */
final class TlsDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TlsDesk.class);

  private final Map<String, ServerCertificates> certificates = new ConcurrentSkipListMap<>();
  private final int threads;
  private final long lookMillis;
  private ExecutorService slow;
  private ScheduledExecutorService watch;

  /**
   * @param threads for handshakes
   * @param lookMillis between two looks at the files
   */
  TlsDesk(int threads, long lookMillis) {
    this.threads = threads;
    this.lookMillis = lookMillis;
  }

  /** What a listener needs, null if it is not encrypted. */
  synchronized Doorway.Tls open(ListenerSettings listener) {
    if (listener.layers().tls() == null) {
      return null;
    }
    try {
      ServerCertificates loaded =
          ServerCertificates.load(listener.id(), listener.layers().tls());
      certificates.put(listener.id(), loaded);
      startThreads();
      return new Doorway.Tls(loaded, slow);
    } catch (TlsFileException e) {
      throw new ListenerException(
          "listener %s: %s: %s".formatted(listener.id(), e.key(), e.getMessage()), e);
    }
  }

  private void startThreads() {
    if (slow == null) {
      slow = Executors.newFixedThreadPool(threads, new DefaultThreadFactory("mqtt-tls", true));
      watch =
          Executors.newSingleThreadScheduledExecutor(
              new DefaultThreadFactory("mqtt-certificates", true));
      watch.scheduleWithFixedDelay(this::look, lookMillis, lookMillis, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    try {
      certificates.values().forEach(ServerCertificates::reloadIfChanged);
    } catch (RuntimeException e) {
      // A schedule ends with its first exception; certificates would silently get old.
      LOG.error("looking for new certificates failed", e);
    }
  }

  /** Reads all files again now; false if some cannot be used. */
  boolean reload() {
    boolean all = true;
    for (ServerCertificates each : certificates.values()) {
      all &= each.reload();
    }
    return all;
  }

  void forget(String listener) {
    certificates.remove(listener);
  }

  synchronized void close() {
    if (slow != null) {
      watch.shutdownNow();
      slow.shutdown();
    }
  }
}
