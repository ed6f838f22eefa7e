package io.dynamq.bench.attack;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** The bytes in the frames of a WebSocket server, whose frames are judged strictly [RFC 6455]. */
final class FrameInput extends InputStream {
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PONG = 10;

  private final DataInputStream in;
  private long left;
  private boolean closed;

  FrameInput(InputStream in) {
    this.in = new DataInputStream(in);
  }

  @Override
  public int read() throws IOException {
    while (left == 0) {
      if (closed || !frame()) {
        return -1;
      }
    }
    left--;
    return in.readUnsignedByte();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    while (left == 0 && length > 0) {
      if (closed || !frame()) {
        return -1;
      }
    }
    int count = in.read(bytes, offset, (int) Math.min(length, left));
    if (count < 0) {
      throw new EOFException("within a frame");
    }
    left -= count;
    return count;
  }

  private boolean frame() throws IOException {
    int first = in.read();
    if (first < 0) {
      return false;
    }
    int second = in.readUnsignedByte();
    if ((first & 0xF0) != 0x80 || (second & 0x80) != 0) {
      throw new Violation("a frame of the server begins with %02x %02x".formatted(first, second));
    }
    long length = second;
    if (second == 126) {
      length = in.readUnsignedShort();
    } else if (second == 127) {
      length = in.readLong();
    }
    int opcode = first & 0x0F;
    if (opcode == BINARY) {
      left = length;
    } else if (opcode == CLOSE || opcode == PONG) {
      in.readFully(new byte[(int) length]);
      closed = opcode == CLOSE;
    } else {
      throw new Violation("a frame of the server has opcode " + opcode);
    }
    return true;
  }

  /** True if the server has said goodbye in a frame. */
  boolean isClosed() {
    return closed;
  }

  /** Waits for the end of the connection below; further frames are passed over. */
  boolean ends() throws IOException {
    return in.read() < 0;
  }
}
