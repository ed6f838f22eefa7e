package io.dynamq.bench.durability;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** As much of MQTT 3.1.1 as benchmarks need. One thread reads, one at a time writes. */
public final class Wire implements AutoCloseable {
  public static final int PUBLISH = 0x30;
  public static final int PUBACK = 0x40;
  static final int PUBREC = 0x50;
  static final int PUBREL = 0x62;
  static final int PUBCOMP = 0x70;
  private static final int CONNECT = 0x10;
  private static final int SUBSCRIBE = 0x82;
  private static final int DISCONNECT = 0xE0;
  private static final int BUFFER = 1 << 16;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final DataOutputStream out;

  /** A packet: the first byte and what follows the length. */
  public record Packet(int first, byte[] body) {
    public int type() {
      return first & 0xF0;
    }

    /** Of an acknowledgement. */
    public int id() {
      return unsigned(0);
    }

    /** Of a publish of QoS 1 or 2. */
    public int publishId() {
      return unsigned(2 + unsigned(0));
    }

    public int qos() {
      return first >> 1 & 3;
    }

    private int unsigned(int at) {
      return (body[at] & 0xFF) << 8 | body[at + 1] & 0xFF;
    }
  }

  public Wire(InetSocketAddress broker) throws IOException {
    this(broker, BUFFER);
  }

  /** With that many bytes to read and to write into. */
  public Wire(InetSocketAddress broker, int buffer) throws IOException {
    socket.setTcpNoDelay(true);
    socket.connect(broker);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), buffer));
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), buffer));
  }

  /** Connects, with a session that stays or without any. */
  public void connect(String clientId, boolean clean) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeUTF("MQTT");
    body.writeByte(4);
    body.writeByte(clean ? 2 : 0);
    body.writeShort(0);
    body.writeUTF(clientId);
    write(CONNECT, bytes.toByteArray());
    Packet answer = read();
    if (answer.body[1] != 0) {
      throw new IOException("CONNECT of " + clientId + " refused with " + answer.body[1]);
    }
  }

  public void subscribe(String filter, int qos) throws IOException {
    subscribe(List.of(filter), qos);
  }

  /** To all of them with one packet. */
  public void subscribe(List<String> filters, int qos) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(bytes);
    body.writeShort(1);
    for (String filter : filters) {
      body.writeUTF(filter);
      body.writeByte(qos);
    }
    write(SUBSCRIBE, bytes.toByteArray());
    byte[] answer = read().body;
    for (int at = 2; at < 2 + filters.size(); at++) {
      if (answer[at] != qos) {
        throw new IOException("SUBSCRIBE to " + filters.get(at - 2) + " refused");
      }
    }
  }

  /** Says good-bye and waits until the broker has closed the connection. */
  public void disconnect() throws IOException {
    write(DISCONNECT, new byte[0]);
    if (in.read() >= 0) {
      throw new IOException("the broker answers DISCONNECT");
    }
  }

  public void publish(String topic, int qos, int id, byte[] payload) throws IOException {
    publish(topic, qos << 1, payload, id);
  }

  /** Asks for the message to be retained; QoS 1. */
  public void retain(String topic, int id, byte[] payload) throws IOException {
    publish(topic, 1 << 1 | 1, payload, id);
  }

  private void publish(String topic, int flags, byte[] payload, int id) throws IOException {
    byte[] name = topic.getBytes(StandardCharsets.UTF_8);
    out.writeByte(PUBLISH | flags);
    length(2 + name.length + 2 + payload.length);
    out.writeShort(name.length);
    out.write(name);
    out.writeShort(id);
    out.write(payload);
  }

  public void answer(int first, int id) throws IOException {
    out.writeByte(first);
    out.writeByte(2);
    out.writeShort(id);
  }

  public void flush() throws IOException {
    out.flush();
  }

  /** Whether more has arrived already. */
  public boolean hasMore() throws IOException {
    return in.available() > 0;
  }

  public Packet read() throws IOException {
    int first = in.read();
    if (first < 0) {
      throw new EOFException("the broker closed the connection");
    }
    int length = 0;
    int digit = 0x80;
    for (int shift = 0; (digit & 0x80) != 0; shift += 7) {
      digit = in.readUnsignedByte();
      length |= (digit & 0x7F) << shift;
    }
    byte[] body = new byte[length];
    in.readFully(body);
    return new Packet(first, body);
  }

  private void write(int first, byte[] body) throws IOException {
    out.writeByte(first);
    length(body.length);
    out.write(body);
    out.flush();
  }

  private void length(int value) throws IOException {
    int left = value;
    for (; left > 0x7F; left >>>= 7) {
      out.writeByte(left & 0x7F | 0x80);
    }
    out.writeByte(left);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
