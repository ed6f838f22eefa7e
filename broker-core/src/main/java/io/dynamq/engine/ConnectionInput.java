package io.dynamq.engine;

import io.dynamq.packet.Inbound;

/** What a transport tells the engine; always on the connection's loop. */
public interface ConnectionInput {

  /** A packet, or why the bytes are none; after a {@code Rejected} nothing more arrives. */
  void received(Inbound inbound);

  /** The outbound buffer is writable again. */
  void writable();

  /** Nothing arrived within the agreed keep-alive time; the engine answers and closes. */
  void keepAliveExpired();

  /**
   * The transport is closed, by whomever. Called exactly once, last.
   *
   * @param reason such as {@code tcp_closed} or the text of an I/O error
   */
  void closed(String reason);
}
