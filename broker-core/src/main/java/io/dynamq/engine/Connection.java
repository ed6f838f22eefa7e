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
   * @param protocolVersion 3, 4 or 5
   * @param maximumPacketSize the largest packet that the client takes, in bytes, -1 = no bound
   */
  void speaks(int protocolVersion, long maximumPacketSize);

  /**
   * Tells the transport what CONNECT agreed on, before anything is sent.
   *
   * @param protocolVersion 3, 4 or 5: how packets are written from now on
   * @param keepAliveMillis close and report when nothing arrives for this long, 0 = never
   * @param maximumPacketSize the largest packet that the client takes, in bytes, -1 = no bound
   */
  void established(int protocolVersion, long keepAliveMillis, long maximumPacketSize);

  /**
   * Writes a packet into the outbound buffer; leaves at the next {@link #flush}.
   *
   * @return false if it is larger than the client takes; then nothing is written
   */
  boolean send(Packet packet);

  void flush();

  /** False while the outbound buffer is above its high-water mark. */
  boolean isWritable();

  /** Stops or resumes reading from the peer. Idempotent. */
  void reading(boolean on);

  /** Flushes, then closes. Idempotent. {@link ConnectionInput#closed} follows, once. */
  void close();
}
