package io.dynamq.bench.attack;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A blocking connection to a broker on loopback, plain or with WebSocket frames. For one thread. */
public final class Line implements AutoCloseable {
  /** Nothing may take longer. */
  public static final int WAIT_MILLIS = 20_000;

  private static final int FINAL = 0x80;
  private static final int MASKED = 0x80;
  private static final int BINARY = 2;
  private static final String UPGRADE =
      "GET /mqtt HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
          + "Sec-WebSocket-Protocol: mqtt\r\n\r\n";

  private final Socket socket;
  private final OutputStream out;
  private final InputStream raw;
  private final FrameInput frames;

  private Line(Socket socket, boolean webSocket) throws IOException {
    this.socket = socket;
    out = socket.getOutputStream();
    raw = new BufferedInputStream(socket.getInputStream(), 2_048);
    frames = webSocket ? new FrameInput(raw) : null;
  }

  /**
   * Connects; over WebSocket the upgrade is done.
   *
   * @param from some number that becomes an address of this machine, so that ports do not run out
   */
  public static Line open(int port, boolean webSocket, int from) throws IOException {
    Line line = bare(port, webSocket, from);
    if (webSocket) {
      line.raw(UPGRADE.getBytes(StandardCharsets.US_ASCII));
      line.upgraded();
    }
    return line;
  }

  /** Connects, and nothing more. */
  public static Line bare(int port, boolean webSocket, int from) throws IOException {
    Socket socket = new Socket();
    try {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(WAIT_MILLIS);
      byte[] address = {127, 0, (byte) (1 + from / 200 % 200), (byte) (1 + from % 200)};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(address), 0));
      socket.connect(new InetSocketAddress("127.0.0.1", port), WAIT_MILLIS);
      return new Line(socket, webSocket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  private void upgraded() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = raw.read();
      if (next < 0) {
        throw new IOException("no upgrade: " + head);
      }
      head.append((char) next);
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new Violation("no upgrade: " + head);
    }
  }

  public boolean isWebSocket() {
    return frames != null;
  }

  /** Bytes as they are. */
  public void raw(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** Bytes of MQTT, over WebSocket in one frame. */
  public void send(byte[] bytes) throws IOException {
    raw(frames == null ? bytes : frame(FINAL | BINARY, bytes, MASK));
  }

  private static final byte[] MASK = {0, 0, 0, 0};

  /** The bytes in frames cut at random, with pings between them. */
  public static byte[] framed(byte[] bytes, Random random) {
    Bytes all = new Bytes();
    byte[] mask = new byte[4];
    for (int from = 0, opcode = BINARY; from < bytes.length; ) {
      int count = Math.min(bytes.length - from, 1 + random.nextInt(bytes.length));
      byte[] part = java.util.Arrays.copyOfRange(bytes, from, from + count);
      from += count;
      boolean more = from < bytes.length && random.nextBoolean();
      random.nextBytes(mask);
      all.raw(frame((more ? 0 : FINAL) | opcode, part, mask));
      opcode = more ? 0 : BINARY;
      if (random.nextInt(10) == 0) {
        all.raw(frame(FINAL | 9, new byte[random.nextInt(126)], mask));
      }
    }
    return all.toArray();
  }

  /** One frame of a client, its length in the shortest form. */
  public static byte[] frame(int first, byte[] payload, byte[] mask) {
    Bytes out = new Bytes().u8(first);
    if (payload.length < 126) {
      out.u8(MASKED | payload.length);
    } else if (payload.length <= 0xFFFF) {
      out.u8(MASKED | 126).u16(payload.length);
    } else {
      out.u8(MASKED | 127).u32(0).u32(payload.length);
    }
    out.raw(mask);
    byte[] masked = payload.clone();
    for (int i = 0; i < masked.length; i++) {
      masked[i] ^= mask[i & 3];
    }
    return out.raw(masked).toArray();
  }

  /** The bytes of MQTT that come. */
  public InputStream in() {
    return frames == null ? raw : frames;
  }

  /** Ends our direction; an answer may still come. */
  public void finish() throws IOException {
    socket.shutdownOutput();
  }

  /** True if the connection itself is over; waits for it. */
  public boolean isOver() throws IOException {
    try {
      return frames == null || !frames.isClosed() ? raw.read() < 0 : frames.ends();
    } catch (SocketException e) {
      return true;
    }
  }

  /** True if bytes or the end can be read without waiting, at most this long. */
  public boolean endsWithin(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      while (raw.read() >= 0) {
        socket.setSoTimeout(millis);
      }
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true;
    } finally {
      if (!socket.isClosed()) {
        socket.setSoTimeout(WAIT_MILLIS);
      }
    }
  }

  public Socket socket() {
    return socket;
  }

  /** With a reset, which leaves no port waiting. */
  @Override
  public void close() throws IOException {
    try {
      socket.setSoLinger(true, 0);
    } catch (SocketException e) {
      // Closed by the peer already.
      socket.close();
    }
    socket.close();
  }
}
