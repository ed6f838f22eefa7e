package io.dynamq.dynamo.writebehind;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens after five seconds of nothing but failure and closes with the first answer. While it is open
 * single requests probe the store. Written by the flusher thread, read by any.
 */
final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final String name;
  private boolean failing;
  private long failingSinceNanos;
  private volatile String reason = "";

  Circuit(String name) {
    this.name = name;
  }

  /** Empty while the store answers. */
  String reason() {
    return reason;
  }

  boolean isOpen() {
    return !reason.isEmpty();
  }

  void failed(String cause, long nowNanos) {
    if (!failing) {
      failing = true;
      failingSinceNanos = nowNanos;
      LOG.warn("{}: a write failed, trying again: {}", name, cause);
    } else if (nowNanos - failingSinceNanos >= PATIENCE) {
      if (!isOpen()) {
        LOG.error("{}: writes fail for 5 s, keeping them within bounds: {}", name, cause);
      }
      reason = cause.isEmpty() ? "unknown" : cause;
    }
  }

  void answered() {
    if (isOpen()) {
      LOG.info("{}: the store answers again, writing what was kept", name);
    }
    failing = false;
    reason = "";
  }
}
