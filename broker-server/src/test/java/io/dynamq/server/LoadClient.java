package io.dynamq.server;

import io.dynamq.conformance.Bytes;
import io.dynamq.conformance.ConnectPacket;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client of MQTT 3.1.1 that sends and reads many messages without a copy too many. */
final class LoadClient implements AutoCloseable {
  static final int PUBLISH = 0x30;
  static final int PUBACK = 0x40;
  static final int PUBREC = 0x50;
  static final int PUBREL = 0x60;
  static final int PUBCOMP = 0x70;
  private static final int CONNACK = 0x20;
  private static final int SUBSCRIBE = 0x82;
  private static final int SUBACK = 0x90;
  private static final int DISCONNECT = 0xE0;
  private static final int FAILED = 0x80;
  private static final int WAIT_MILLIS = 20_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  /** A packet's first byte and what follows its length. */
  record Packet(int first, byte[] body) {
    int type() {
      return first & 0xF0;
    }

    int qos() {
      return first >> 1 & 3;
    }

    int id() {
      return type() == PUBLISH ? number(2 + number(0)) : number(0);
    }

    /** The number that is the payload of a PUBLISH. */
    int content() {
      int at = 2 + number(0) + (qos() == 0 ? 0 : 2);
      return number(at) << 16 | number(at + 2);
    }

    private int number(int at) {
      return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
    }
  }

  /**
   * Connected when this returns.
   *
   * @param socket not connected yet
   */
  LoadClient(Socket socket, int port, String id, boolean clean) throws IOException {
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(WAIT_MILLIS);
    socket.connect(new InetSocketAddress("127.0.0.1", port), WAIT_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    out.write(ConnectPacket.of(4, id).clean(clean).bytes());
    flush();
    if (expect(CONNACK).body[1] != 0) {
      throw new IOException(id + " is refused");
    }
  }

  void subscribe(String filter, int qos) throws IOException {
    out.write(new Bytes().u16(1).text(filter).u8(qos).packet(SUBSCRIBE));
    flush();
    if ((expect(SUBACK).body[2] & FAILED) != 0) {
      throw new IOException(filter + " is refused");
    }
  }

  /** Not sent before {@link #flush}. */
  void publish(String topic, int flags, int id, int content) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    boolean identified = (flags >> 1 & 3) > 0;
    out.writeByte(PUBLISH | flags);
    out.writeByte(2 + name.length + (identified ? 2 : 0) + 4);
    out.writeShort(name.length);
    out.write(name);
    if (identified) {
      out.writeShort(id);
    }
    out.writeInt(content);
  }

  /** Not sent before {@link #flush}. */
  void answer(int type, int id) throws IOException {
    out.writeByte(type == PUBREL ? PUBREL | 2 : type);
    out.writeByte(2);
    out.writeShort(id);
  }

  void flush() throws IOException {
    out.flush();
  }

  boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  Packet read() throws IOException {
    int first = in.readUnsignedByte();
    int length = 0;
    int digit = FAILED;
    for (int shift = 0; (digit & FAILED) != 0; shift += 7) {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return new Packet(first, body);
  }

  private Packet expect(int type) throws IOException {
    Packet packet = read();
    if (packet.type() != type) {
      throw new IOException("expected %02x, got %02x".formatted(type, packet.first));
    }
    return packet;
  }

  /** Leaves as a client should; over when the broker has closed the connection. */
  void leave() throws IOException {
    out.writeShort(DISCONNECT << 8);
    flush();
    try {
      throw new IOException("got %02x after DISCONNECT".formatted(read().first));
    } catch (EOFException over) {
      close();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
