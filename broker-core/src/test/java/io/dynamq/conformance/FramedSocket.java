package io.dynamq.conformance;

import io.dynamq.testkit.RawClient;
import io.dynamq.testkit.WebSocketPeer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A WebSocket that looks like a socket: each write is a binary frame, frames are read as a stream. */
final class FramedSocket extends Socket {
  private final Socket below = new Socket();
  private int left;

  /** Connects to a port of loopback and asks for the sub-protocol of MQTT. */
  static FramedSocket connect(InetSocketAddress address) throws IOException {
    FramedSocket socket = new FramedSocket();
    socket.below.setTcpNoDelay(true);
    socket.below.setSoTimeout(RawClient.WAIT_MILLIS);
    socket.below.connect(new InetSocketAddress("127.0.0.1", address.getPort()));
    String request =
        String.join(
            "\r\n", WebSocketPeer.upgrade("/mqtt", "Sec-WebSocket-Protocol: mqtt", "", ""));
    socket.below.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.skipHead();
    return socket;
  }

  private void skipHead() throws IOException {
    int end = 0;
    while (end != 0x0D0A0D0A) {
      end = end << 8 | byteBelow();
    }
  }

  private int byteBelow() throws IOException {
    int next = below.getInputStream().read();
    if (next < 0) {
      throw new SocketException("ended");
    }
    return next;
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one});
      }

      @Override
      public void write(byte[] bytes) throws IOException {
        below.getOutputStream().write(WebSocketPeer.frame(WebSocketPeer.BINARY, bytes));
      }
    };
  }

  @Override
  public InputStream getInputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
      }

      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        if (left == 0 && !nextFrame()) {
          return -1;
        }
        int some = below.getInputStream().read(into, at, Math.min(length, left));
        left -= Math.max(some, 0);
        return some;
      }
    };
  }

  /** False at the end, be it a close frame or that of the stream. */
  private boolean nextFrame() throws IOException {
    while (left == 0) {
      int opcode = below.getInputStream().read();
      if (opcode < 0 || (opcode & 0x0F) == WebSocketPeer.CLOSE) {
        return false;
      }
      left = byteBelow();
      if (left == 126) {
        left = byteBelow() << 8 | byteBelow();
      } else if (left == 127) {
        for (int i = 0; i < 8; i++) {
          left = left << 8 | byteBelow();
        }
      }
    }
    return true;
  }

  @Override
  public void setSoTimeout(int millis) throws SocketException {
    below.setSoTimeout(millis);
  }

  @Override
  public void setSoLinger(boolean on, int seconds) throws SocketException {
    below.setSoLinger(on, seconds);
  }

  @Override
  public void shutdownOutput() throws IOException {
    below.shutdownOutput();
  }

  @Override
  public void close() throws IOException {
    below.close();
  }
}
