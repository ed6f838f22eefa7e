package io.dynamq.engine;

import io.dynamq.packet.Packet;
import java.util.concurrent.Executor;

/**
 * One client's transport as the engine sees it; implemented by {@code net} and by test links. All
 * methods are called on {@link #loop} only, except {@link #loop} and {@link #peer}.
 */
public interface Connection {

  /** The event loop of this connection; tasks run in order and never concurrently. */
  Executor loop();

  Peer peer();

  /**
   * How packets are written from now on, for what is said before CONNACK. What the peer may send
   * until {@link #established} remains as bounded as before.
   *
   * @param dialect what the client understands
   */
  void speaks(Dialect dialect);

  /**
   * Tells the transport what CONNECT agreed on, before anything is sent.
   *
   * @param dialect how packets are written from now on
   * @param keepAliveMillis close and report when nothing arrives for this long, 0 = never
   */
  void established(Dialect dialect, long keepAliveMillis);

  /**
   * Writes a packet into the outbound buffer; leaves at the next {@link #flush}.
   *
   * @return false if it is larger than the client takes; then nothing is written
   */
  boolean send(Packet packet);

  /**
   * Whether {@link #send} would take a packet; may cost as much as sending it where the client has
   * named a maximum, and nothing elsewhere.
   */
  default boolean fits(Packet packet) {
    return true;
  }

  void flush();

  /** False while the outbound buffer is above its high-water mark. */
  boolean isWritable();

  /** Stops or resumes reading from the peer. Idempotent. */
  void reading(boolean on);

  /** Flushes, then closes. Idempotent. {@link ConnectionInput#closed} follows, once. */
  void close();
}
