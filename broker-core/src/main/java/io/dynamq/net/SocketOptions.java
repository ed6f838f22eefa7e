package io.dynamq.net;

/**
 * How the sockets of a listener are set up.
 *
 * @param backlog connections that wait for accept
 * @param receiveBufferBytes 0 = the system's default
 * @param sendBufferBytes 0 = the system's default
 * @param highWaterBytes of unsent packets, from which {@code Connection.isWritable} is false
 * @param lowWaterBytes below which a connection is writable again
 */
public record SocketOptions(
    int backlog,
    boolean nodelay,
    boolean reuseAddress,
    int receiveBufferBytes,
    int sendBufferBytes,
    int highWaterBytes,
    int lowWaterBytes) {

  /** What holds where nothing is configured. */
  public static final SocketOptions DEFAULT =
      new SocketOptions(1_024, true, true, 0, 0, 64 << 10, 32 << 10);
}
