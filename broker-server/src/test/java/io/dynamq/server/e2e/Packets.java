package io.dynamq.server.e2e;

import io.dynamq.testkit.RawClient;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Packets of MQTT as bytes, so that a test can send what no client library would. */
final class Packets {
  private static final int CLEAN = 2;

  private Packets() {}

  static RawClient client(BrokerProcess broker) {
    return RawClient.connect(new InetSocketAddress("127.0.0.1", broker.mqttPort()));
  }

  /** A client whose CONNECT of MQTT 3.1.1 was accepted. */
  static RawClient connected(BrokerProcess broker, String id, boolean clean) {
    RawClient client = client(broker);
    client.send(connect(id, clean)).expect("20 02").read(2);
    return client;
  }

  /** MQTT 3.1.1. */
  static byte[] connect(String id, boolean clean) {
    String head = "00 04 4d 51 54 54 04 %02x 00 3c".formatted(clean ? CLEAN : 0);
    return packet(0x10, RawClient.bytes(head), sized(id));
  }

  /** MQTT 5 without properties. */
  static byte[] connect5(String id) {
    return packet(0x10, RawClient.bytes("00 04 4d 51 54 54 05 02 00 3c 00"), sized(id));
  }

  /** Packet identifier 1. */
  static byte[] subscribe(String filter, int qos) {
    return packet(0x82, RawClient.bytes("00 01"), sized(filter), new byte[] {(byte) qos});
  }

  /** Of quality 1 or 2, or 0 without using the identifier. */
  static byte[] publish(String topic, int qos, int id, byte[] payload) {
    byte[] identifier =
        qos == 0 ? new byte[0] : new byte[] {(byte) (id >> 8), (byte) id};
    return packet(0x30 | qos << 1, sized(topic), identifier, payload);
  }

  static byte[] publish(String topic, int qos, int id, String payload) {
    return publish(topic, qos, id, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] retained(byte[] publish) {
    publish[0] |= 1;
    return publish;
  }

  static int id(byte[] publish) {
    int at = body(publish) + 2 + topicLength(publish);
    return (publish[at] & 0xFF) << 8 | publish[at + 1] & 0xFF;
  }

  static byte[] payload(byte[] publish) {
    int qos = publish[0] >> 1 & 3;
    int at = body(publish) + 2 + topicLength(publish) + (qos > 0 ? 2 : 0);
    return Arrays.copyOfRange(publish, at, publish.length);
  }

  static String text(byte[] publish) {
    return new String(payload(publish), StandardCharsets.UTF_8);
  }

  private static int topicLength(byte[] publish) {
    int at = body(publish);
    return (publish[at] & 0xFF) << 8 | publish[at + 1] & 0xFF;
  }

  /** Where the remaining length ends. */
  private static int body(byte[] packet) {
    int at = 1;
    while (packet[at] < 0) {
      at++;
    }
    return at + 1;
  }

  private static byte[] sized(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] sized = new byte[bytes.length + 2];
    sized[0] = (byte) (bytes.length >> 8);
    sized[1] = (byte) bytes.length;
    System.arraycopy(bytes, 0, sized, 2, bytes.length);
    return sized;
  }

  private static byte[] packet(int first, byte[]... parts) {
    int left = Arrays.stream(parts).mapToInt(part -> part.length).sum();
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    packet.write(first);
    while (left > 0x7F) {
      packet.write(left & 0x7F | 0x80);
      left >>>= 7;
    }
    packet.write(left);
    for (byte[] part : parts) {
      packet.writeBytes(part);
    }
    return packet.toByteArray();
  }
}
