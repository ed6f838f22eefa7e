package io.dynamq.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes what a client with good manners might send in one connection, one packet each. */
final class NastyScript {
  private static final String[] TOPICS = {"fz/a", "fz/b", "fz/c/d", "/", "fz/\u00e9/\u20ac", " "};
  private static final String[] FILTERS = {
    "fz/#", "fz/+", "fz/a", "+/+/d", "#", "$share/g/fz/+", "$queue/fz/b", "fz/+/+", "/"
  };
  private static final int IDS = 6;
  private static final int EXPIRY_MAX = 3;

  private final Random random;
  private final int version;
  private final List<byte[]> packets = new ArrayList<>();
  private final boolean[] inUse = new boolean[IDS + 1];

  private NastyScript(Random random, int version) {
    this.random = random;
    this.version = version;
  }

  /**
   * A script that no broker may refuse.
   *
   * @param clientId of the client, used again by others now and then
   */
  static List<byte[]> make(Random random, int version, String clientId) {
    NastyScript script = new NastyScript(random, version);
    script.packets.add(script.connect(clientId));
    for (int i = random.nextInt(12); i >= 0; i--) {
      script.step();
    }
    return script.packets;
  }

  private byte[] connect(String clientId) {
    ConnectPacket packet = ConnectPacket.of(version, clientId).keepAlive(random.nextInt(3) * 30);
    if (version == 5) {
      packet.with(connectProperties());
    }
    packet.clean(random.nextInt(4) > 0);
    if (random.nextInt(3) == 0) {
      Props block = Props.none();
      if (version == 5 && random.nextBoolean()) {
        block.willDelay(random.nextInt(3)).messageExpiry(5).user("w", "x");
      }
      packet.will(block, topic(), "will", random.nextInt(3), random.nextBoolean());
    }
    if (random.nextInt(4) == 0) {
      packet.username("user");
      if (random.nextBoolean()) {
        packet.password("secret");
      }
    }
    return packet.bytes();
  }

  private Props connectProperties() {
    Props block = Props.none();
    if (random.nextBoolean()) {
      block.sessionExpiry(random.nextInt(EXPIRY_MAX));
    }
    if (random.nextInt(3) == 0) {
      block.receiveMaximum(1 + random.nextInt(4));
    }
    if (random.nextInt(3) == 0) {
      block.number16(Props.TOPIC_ALIAS_MAXIMUM, random.nextInt(4));
    }
    if (random.nextInt(4) == 0) {
      block.maximumPacketSize(40 + random.nextInt(100));
    }
    if (random.nextInt(4) == 0) {
      block.user("a", "b").user("a", "");
    }
    return block;
  }

  private String topic() {
    return TOPICS[random.nextInt(TOPICS.length)];
  }

  private int id() {
    return 1 + random.nextInt(IDS);
  }

  /** Of a delivery, as if remembered from before; none that this connection is given. */
  private int lateId() {
    return 65_500 + random.nextInt(30);
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1 -> packets.add(subscribe());
      case 2 -> packets.add(unsubscribe());
      case 3, 4, 5, 6, 7 -> publish();
      case 8 -> packets.add(new Bytes().u16(lateId()).packet(0x40));
      case 9 -> packets.add(new Bytes().u16(lateId()).packet(0x50));
      case 10 -> packets.add(new Bytes().u16(lateId()).packet(0x70));
      default -> packets.add(new Bytes().packet(0xC0));
    }
  }

  private byte[] subscribe() {
    Bytes body = new Bytes().u16(100 + id());
    if (version == 5) {
      Props block = Props.none();
      if (random.nextBoolean()) {
        block.subscriptionIdentifier(1 + random.nextInt(300));
      }
      body.add(block.block());
    }
    for (int i = random.nextInt(3); i >= 0; i--) {
      int options = random.nextInt(3);
      if (version == 5) {
        options |= (random.nextInt(2) << 3) | (random.nextInt(3) << 4);
      }
      body.text(FILTERS[random.nextInt(FILTERS.length)]).u8(options);
    }
    return body.packet(0x82);
  }

  private byte[] unsubscribe() {
    Bytes body = new Bytes().u16(200 + id());
    if (version == 5) {
      body.u8(0);
    }
    return body.text(FILTERS[random.nextInt(FILTERS.length)]).packet(0xA2);
  }

  private void publish() {
    int qos = random.nextInt(3);
    PublishPacket packet = PublishPacket.to(topic()).payload("p".repeat(random.nextInt(60)));
    if (random.nextInt(4) == 0) {
      packet.retain();
    }
    if (version == 5) {
      packet.with(publishProperties());
    }
    int id = id();
    if (qos > 0) {
      // A second PUBLISH with an identifier in use must be a repetition.
      packet.qos(qos, id);
      if (inUse[id]) {
        return;
      }
      inUse[id] = true;
    }
    packets.add(packet.bytes(version));
    if (qos == 2 && random.nextBoolean()) {
      packets.add(packet.dup().bytes(version));
    }
    if (qos == 2 && random.nextInt(3) > 0) {
      packets.add(new Bytes().u16(id).packet(0x62));
    }
  }

  private Props publishProperties() {
    Props block = Props.none();
    if (random.nextInt(4) == 0) {
      block.messageExpiry(1 + random.nextInt(10));
    }
    if (random.nextInt(4) == 0) {
      block.topicAlias(1 + random.nextInt(4));
    }
    if (random.nextInt(4) == 0) {
      block.user("k", "v").user("k", "w").string(Props.CONTENT_TYPE, "t");
      block.string(Props.RESPONSE_TOPIC, "fz/r").data(Props.CORRELATION_DATA, new byte[] {0, 1});
    }
    if (random.nextInt(4) == 0) {
      block.number8(Props.PAYLOAD_FORMAT, 1);
    }
    return block;
  }
}
