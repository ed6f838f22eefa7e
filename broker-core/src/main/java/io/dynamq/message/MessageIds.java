package io.dynamq.message;

import io.dynamq.time.Time;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Gives message ids to one connection. Not thread-safe: it belongs to its connection's event loop.
 *
 * <p>Ids of one source strictly rise in {@link MessageId#compareTo} order even when the 16-bit
 * sequence wraps within a microsecond, because the clock part is then moved on.
 */
public final class MessageIds {
  private final Time time;
  private final int node;
  private final int connection;
  private int sequence = -1;
  private long lastMicros;

  /**
   * @param node 16 bits from {@link #nodeBits}
   * @param connection any number that is unique among this node's live connections
   */
  public MessageIds(Time time, int node, int connection) {
    this.time = time;
    this.node = node;
    this.connection = connection;
  }

  /** The next id. Its clock part is the arrival time of the message. */
  public MessageId next() {
    sequence = sequence + 1 & 0xFFFF;
    long micros = Math.max(time.epochMicros(), lastMicros);
    if (sequence == 0 && micros == lastMicros) {
      micros++;
    }
    lastMicros = micros;
    return MessageId.of(micros, node, connection, sequence);
  }

  /**
   * The node part of ids: the SHA-1 of the node's name folded to two bytes, as EMQX does.
   *
   * @param creation distinguishes incarnations of a node; xored into the low byte
   */
  public static int nodeBits(String nodeName, int creation) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1").digest(nodeName.getBytes(StandardCharsets.UTF_8));
      int high = 0;
      int low = creation & 0xFF;
      for (int i = 0; i < 10; i++) {
        high ^= hash[i] & 0xFF;
        low ^= hash[i + 10] & 0xFF;
      }
      return high << 8 | low;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }
}
