package io.dynamq.net;

/**
 * How the sockets of a listener are set up.
 *
 * @param backlog connections that wait for accept
 * @param receiveBufferBytes 0 = the system's default
 * @param sendBufferBytes 0 = the system's default
 * @param highWaterBytes of unsent packets, from which {@code Connection.isWritable} is false
 * @param lowWaterBytes below which a connection is writable again
 * @param sendMillis how long a peer may take none of the bytes that wait for it, 0 = for ever
 * @param keepAlive null if the kernel asks nothing
 */
public record SocketOptions(
    int backlog,
    boolean nodelay,
    boolean reuseAddress,
    int receiveBufferBytes,
    int sendBufferBytes,
    int highWaterBytes,
    int lowWaterBytes,
    long sendMillis,
    KeepAlive keepAlive) {

  /** What holds where nothing is configured. */
  public static final SocketOptions DEFAULT =
      new SocketOptions(1_024, true, true, 0, 0, 64 << 10, 32 << 10, 15_000, null);

  /** The same with other buffers of the kernel. */
  public SocketOptions withBuffers(int receiveBytes, int sendBytes) {
    return new SocketOptions(
        backlog, nodelay, reuseAddress, receiveBytes, sendBytes, highWaterBytes, lowWaterBytes,
        sendMillis, keepAlive);
  }

  /** The same with another time to take bytes. */
  public SocketOptions withSendMillis(long millis) {
    return new SocketOptions(
        backlog, nodelay, reuseAddress, receiveBufferBytes, sendBufferBytes, highWaterBytes,
        lowWaterBytes, millis, keepAlive);
  }
}
