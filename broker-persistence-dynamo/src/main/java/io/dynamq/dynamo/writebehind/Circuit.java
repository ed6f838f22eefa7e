package io.dynamq.dynamo.writebehind;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens after a second of nothing but failure, or a little more of nothing at all while an answer is
 * awaited, and closes with the first answer. While it is open single requests probe the store.
 * Written by the flusher thread, read by any.
 */
final class Circuit {
  private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(1);

  /** Longer than a slow answer takes, shorter than a request is waited for. */
  private static final long SILENCE = TimeUnit.MILLISECONDS.toNanos(1_500);

  private final String name;
  private volatile boolean failing;
  private boolean writesFail;
  private boolean awaiting;
  private long failingSinceNanos;
  private long silentSinceNanos;
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

  /** Whether an answer would be news; any thread, so perhaps a moment late. */
  boolean isFailing() {
    return failing || isOpen();
  }

  /** A write failed. */
  void failed(String cause, long nowNanos) {
    writesFail = true;
    failedElsewhere(cause, nowNanos);
  }

  /** Any other request failed. */
  void failedElsewhere(String cause, long nowNanos) {
    if (!failing) {
      failing = true;
      failingSinceNanos = nowNanos;
      LOG.warn("{}: a request failed, trying again: {}", name, cause);
    }
    if (nowNanos - failingSinceNanos >= PATIENCE) {
      open(cause.isEmpty() ? "unknown" : cause);
    }
  }

  private void open(String cause) {
    if (!isOpen()) {
      LOG.debug("{}: nothing but failures, keeping writes within bounds: {}", name, cause);
    }
    reason = cause;
  }

  /**
   * Time passes.
   *
   * @param awaited whether any answer is due
   */
  void watch(boolean awaited, long nowNanos) {
    if (!awaited || !awaiting) {
      awaiting = awaited;
      silentSinceNanos = nowNanos;
    } else if (!isOpen() && nowNanos - silentSinceNanos >= SILENCE) {
      failing = true;
      failingSinceNanos = silentSinceNanos;
      open("no answer for 1.5 s");
    }
  }

  /** A write was answered. */
  void answered() {
    writesFail = false;
    answeredElsewhere();
  }

  /** Any other request was answered; that says nothing of writes that are refused. */
  void answeredElsewhere() {
    awaiting = false;
    if (!writesFail) {
      failing = false;
      reason = "";
    }
  }
}
