package io.dynamq.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A client that sends and expects bytes, and knows no protocol. Blocking, for one thread; every wait
 * ends after {@link #WAIT_MILLIS} with an {@link AssertionError} that shows what came instead. Bytes
 * are written as hexadecimal digits; blanks are ignored.
 */
public final class RawClient implements AutoCloseable {

  /** Longest wait for bytes or for the end. */
  public static final int WAIT_MILLIS = 10_000;

  private static final HexFormat HEX = HexFormat.of();

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
  }

  /** Connects to the port of an address on loopback. */
  public static RawClient connect(InetSocketAddress address) {
    try {
      Socket socket = new Socket();
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(WAIT_MILLIS);
      socket.connect(new InetSocketAddress("127.0.0.1", address.getPort()), WAIT_MILLIS);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over a socket that is connected, such as an encrypted one. */
  public static RawClient on(Socket socket) {
    try {
      socket.setSoTimeout(WAIT_MILLIS);
      return new RawClient(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends bytes in one write. */
  public RawClient send(String hex) {
    return send(bytes(hex));
  }

  /** Sends bytes in one write. */
  public RawClient send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads as many bytes as expected and compares them. */
  public RawClient expect(String hex) {
    byte[] expected = bytes(hex);
    byte[] actual = read(expected.length);
    if (!Arrays.equals(expected, actual)) {
      throw new AssertionError("expected " + text(expected) + " but got " + text(actual));
    }
    return this;
  }

  /** Reads exactly so many bytes. */
  public byte[] read(int count) {
    ByteArrayOutputStream read = new ByteArrayOutputStream(count);
    readInto(read, count);
    return read.toByteArray();
  }

  /** Reads one MQTT packet, fixed header included. */
  public byte[] readPacket() {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    readInto(read, 1);
    int length = 0;
    int digit = 0x80;
    for (int shift = 0; digit >= 0x80; shift += 7) {
      readInto(read, 1);
      digit = read.toByteArray()[read.size() - 1] & 0xFF;
      length |= (digit & 0x7F) << shift;
    }
    readInto(read, length);
    return read.toByteArray();
  }

  /** Reads a line, without its end. */
  public String readLine() {
    StringBuilder line = new StringBuilder();
    for (byte next = read(1)[0]; next != '\n'; next = read(1)[0]) {
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  private void readInto(ByteArrayOutputStream read, int count) {
    try {
      byte[] bytes = new byte[Math.min(count, 8_192)];
      for (int left = count; left > 0; ) {
        int some = in.read(bytes, 0, Math.min(left, bytes.length));
        if (some < 0) {
          throw new AssertionError("closed by the broker after " + text(read.toByteArray()));
        }
        read.write(bytes, 0, some);
        left -= some;
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("nothing more came after " + text(read.toByteArray()), e);
    } catch (IOException e) {
      throw new AssertionError("failed after " + text(read.toByteArray()), e);
    }
  }

  /**
   * Waits for the next byte, which stays unread, or for the end.
   *
   * @return false at the end; a reset counts as one
   */
  public boolean hasMore() {
    in.mark(1);
    try {
      boolean more = in.read() >= 0;
      in.reset();
      return more;
    } catch (SocketTimeoutException e) {
      throw new AssertionError("neither a byte nor the end came", e);
    } catch (SocketException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for the broker to close, with nothing before; a reset counts as a close. */
  public void expectClose() {
    try {
      int next = in.read();
      if (next >= 0) {
        throw new AssertionError("expected a close but got " + HEX.toHexDigits((byte) next));
      }
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the broker did not close", e);
    } catch (SocketException e) {
      // A reset: also an end.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Fails if anything comes within the time; an end of the stream also fails. */
  public RawClient expectNothing(int millis) {
    try {
      socket.setSoTimeout(millis);
      int next = in.read();
      throw new AssertionError(
          next < 0
              ? "expected nothing but the broker closed"
              : "expected nothing but got " + HEX.toHexDigits((byte) next));
    } catch (SocketTimeoutException e) {
      return restoreTimeout();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawClient restoreTimeout() {
    try {
      socket.setSoTimeout(WAIT_MILLIS);
      return this;
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the sending direction only. */
  public RawClient finish() {
    try {
      socket.shutdownOutput();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Breaks the connection off with a reset, as a crashed machine's network does. */
  public void reset() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes of hexadecimal digits. */
  public static byte[] bytes(String hex) {
    return HEX.parseHex(hex.replace(" ", "").replace("\n", ""));
  }

  /** Hexadecimal digits of bytes, with blanks between. */
  public static String text(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
