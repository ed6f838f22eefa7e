package io.dynamq.server;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;

/** A client's end of MQTT over WebSocket: each write is a binary frame, each read is from within one. */
final class FramedSocket extends Socket {
  private static final String UPGRADE =
      """
      GET /mqtt HTTP/1.1
      Host: 127.0.0.1
      Upgrade: websocket
      Connection: Upgrade
      Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==
      Sec-WebSocket-Version: 13
      Sec-WebSocket-Protocol: mqtt

      """;
  private static final int BINARY = 0x82;
  private static final int CLOSE = 8;
  private static final int SHORT = 126;
  private static final int MASKED = 0x80;

  private DataInputStream in;
  private DataOutputStream out;

  @Override
  public void connect(SocketAddress broker, int timeoutMillis) throws IOException {
    super.connect(broker, timeoutMillis);
    in = new DataInputStream(new BufferedInputStream(super.getInputStream()));
    out = new DataOutputStream(super.getOutputStream());
    out.write(UPGRADE.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    if (!head.toString().startsWith("HTTP/1.1 101 ")) {
      throw new IOException("no WebSocket: " + head);
    }
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        boolean isShort = length < SHORT;
        // The length, and a mask of four zeros behind it.
        byte[] frame = new byte[(isShort ? 6 : 8) + length];
        frame[0] = (byte) BINARY;
        frame[1] = (byte) (MASKED | (isShort ? length : SHORT));
        if (!isShort) {
          frame[2] = (byte) (length >> Byte.SIZE);
          frame[3] = (byte) length;
        }
        System.arraycopy(bytes, from, frame, frame.length - length, length);
        out.write(frame);
      }
    };
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      private int left;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] bytes, int from, int length) throws IOException {
        while (left == 0) {
          int kind = in.read() & 0xF;
          if (kind == CLOSE || kind == 0xF) {
            return -1;
          }
          int size = in.readUnsignedByte();
          left = size == SHORT ? in.readUnsignedShort() : size > SHORT ? (int) in.readLong() : size;
        }
        int count = in.read(bytes, from, Math.min(left, length));
        left -= Math.max(0, count);
        return count;
      }

      @Override
      public int available() throws IOException {
        return left > 0 ? Math.min(left, in.available()) : Math.max(0, in.available() - 2);
      }
    };
  }
}
