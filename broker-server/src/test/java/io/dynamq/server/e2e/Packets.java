package io.dynamq.server.e2e;

import io.dynamq.conformance.Bytes;
import io.dynamq.conformance.ConnectPacket;
import io.dynamq.conformance.PublishPacket;
import io.dynamq.conformance.Received;
import io.dynamq.testkit.RawClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Packets of MQTT 3.1.1 as bytes, so that a test can send what no client library would. */
final class Packets {
  private static final int KEEP_ALIVE = 60;

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

  static byte[] connect(String id, boolean clean) {
    return ConnectPacket.of(4, id).clean(clean).keepAlive(KEEP_ALIVE).bytes();
  }

  /** MQTT 5 without properties. */
  static byte[] connect5(String id) {
    return ConnectPacket.v5(id).keepAlive(KEEP_ALIVE).bytes();
  }

  /** Packet identifier 1. */
  static byte[] subscribe(String filter, int qos) {
    return new Bytes().u16(1).text(filter).u8(qos).packet(0x82);
  }

  /** Of quality 1 or 2, or 0 without using the identifier. */
  static byte[] publish(String topic, int qos, int id, byte[] payload) {
    PublishPacket packet = PublishPacket.to(topic).payload(payload);
    return (qos == 0 ? packet : packet.qos(qos, id)).bytes(4);
  }

  static byte[] publish(String topic, int qos, int id, String payload) {
    return publish(topic, qos, id, payload.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] retained(byte[] publish) {
    publish[0] |= 1;
    return publish;
  }

  static int id(byte[] publish) {
    return Received.parse(publish, 4).packetId();
  }

  static byte[] payload(byte[] publish) {
    return Received.parse(publish, 4).payload();
  }

  static String text(byte[] publish) {
    return Received.parse(publish, 4).text();
  }
}
