package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.message.Message;
import io.dynamq.message.MessageId;
import io.dynamq.message.MessageProperties;
import io.dynamq.message.Qos;
import io.dynamq.observe.Metric;
import io.dynamq.packet.Delivery;
import io.dynamq.packet.Ping;
import io.dynamq.testkit.RawClient;
import io.dynamq.topic.TopicName;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConnectionTest {
  private final NetFixture net = new NetFixture();
  private final EchoAcceptor acceptor = new EchoAcceptor();
  private InetSocketAddress address;

  @BeforeEach
  void start() {
    address = net.start(acceptor).bound();
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private int connections() {
    return net.listeners().list().stream().mapToInt(ListenerStatus::connections).sum();
  }

  private RawClient connected() {
    return RawClient.connect(address).send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
  }

  /** A listener whose sockets take little, so that a peer that does not read is felt soon. */
  private InetSocketAddress narrow() {
    SocketOptions socket = SocketOptions.DEFAULT.withBuffers(0, 16 << 10);
    return net.listeners().start(net.settings("narrow", 10, socket), acceptor).bound();
  }

  private static Delivery delivery(int payloadBytes) {
    Message message =
        new Message(
            new MessageId(1, 1),
            TopicName.of("t"),
            Qos.AT_MOST_ONCE,
            false,
            new byte[payloadBytes],
            MessageProperties.NONE,
            "p",
            1,
            Message.NEVER);
    return new Delivery(
        message, 0, Qos.AT_MOST_ONCE, false, false, Delivery.NO_IDENTIFIERS, 0, false, -1);
  }

  @Test
  void understandsPacketsThatArriveByteByByte() {
    try (RawClient client = RawClient.connect(address)) {
      for (byte one : RawClient.bytes(NetFixture.CONNECT + "3206000174000778" + "c000")) {
        client.send(new byte[] {one});
      }
      client.expect(NetFixture.CONNACK + "40020007" + "d000");
      assertThat(acceptor.next().events).containsExactly("Connect", "Publish", "Ping");
    }
  }

  @Test
  void understandsManyPacketsInOneSegment() {
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT + "3206000174000778".repeat(1_000) + "c000");
      client.expect(NetFixture.CONNACK + "40020007".repeat(1_000) + "d000");
    }
  }

  @Test
  void countsBytesPacketsAndMessages() {
    try (RawClient client = connected()) {
      client.send("3206000174000778").expect("40020007");
      acceptor.next().send(delivery(3));
      client.expect("3006000174000000");
      await().until(() -> net.meters().value(Metric.MESSAGES_QOS0_SENT) == 1);
      assertThat(net.meters().value(Metric.BYTES_RECEIVED)).isEqualTo(15 + 8);
      assertThat(net.meters().value(Metric.BYTES_SENT)).isEqualTo(4 + 4 + 8);
      assertThat(net.meters().value(Metric.PACKETS_RECEIVED)).isEqualTo(2);
      assertThat(net.meters().value(Metric.PACKETS_SENT)).isEqualTo(3);
      assertThat(net.meters().value(Metric.PACKETS_CONNECT_RECEIVED)).isEqualTo(1);
      assertThat(net.meters().value(Metric.PACKETS_PUBLISH_RECEIVED)).isEqualTo(1);
      assertThat(net.meters().value(Metric.MESSAGES_QOS1_RECEIVED)).isEqualTo(1);
      assertThat(net.meters().value(Metric.PACKETS_PUBACK_SENT)).isEqualTo(1);
      assertThat(net.meters().value(Metric.PACKETS_CONNACK_SENT)).isEqualTo(1);
    }
  }

  /** The refusal comes with the fixed header: none of the announced body is ever sent. */
  @Test
  void refusesAPacketThatIsTooLargeByItsHeader() {
    try (RawClient client =
        RawClient.connect(address).send(NetFixture.CONNECT_5).expect(NetFixture.CONNACK_5)) {
      client.send("30ffffff7f").expect("e00195");
      client.expectClose();
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed closed"));
      assertThat(link.events).containsExactly("Connect", "Rejected", "closed closed");
      assertThat(net.meters().value(Metric.PACKETS_MALFORMED)).isEqualTo(1);
      assertThat(net.meters().value(Metric.LIMITS_PACKET_SIZE)).isEqualTo(1);
    }
  }

  @Test
  void readsNothingBehindAMalformedPacket() {
    try (RawClient client =
        RawClient.connect(address).send(NetFixture.CONNECT_5).expect(NetFixture.CONNACK_5)) {
      client.send("c100" + "c000").expect("e00181");
      client.expectClose();
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed closed"));
      assertThat(link.events).containsExactly("Connect", "Rejected", "closed closed");
    }
  }

  /** With unread input a plain close would reset the connection and lose the DISCONNECT. */
  @Test
  void itsLastPacketReachesAPeerThatIsStillSending() {
    try (RawClient client =
        RawClient.connect(address).send(NetFixture.CONNECT_5).expect(NetFixture.CONNACK_5)) {
      byte[] flood = new byte[200 << 10];
      flood[0] = (byte) 0xC1;
      client.send(flood).expect("e00181");
      client.expectClose();
    }
  }

  @Test
  void closesPeersThatDoNotSendAWholeConnectInTime() {
    try (RawClient silent = RawClient.connect(address);
        RawClient slow = RawClient.connect(address);
        RawClient quick = connected()) {
      slow.send(NetFixture.CONNECT.substring(0, 10));
      EchoAcceptor.Link first = acceptor.next();
      net.pass(8_900);
      quick.send("c000").expect("d000");
      assertThat(first.events).isEmpty();
      // The loop that looks may be late by most of a second.
      net.pass(200);
      silent.expectClose();
      slow.expectClose();
      await().until(() -> first.events.contains("closed idle_timeout"));
      quick.send("c000").expect("d000");
    }
  }

  @Test
  void bytesThatTrickleDoNotExtendTheTimeForConnect() {
    try (RawClient trickling = RawClient.connect(address)) {
      EchoAcceptor.Link link = acceptor.next();
      for (int i = 0; i < 8; i++) {
        trickling.send(NetFixture.CONNECT.substring(2 * i, 2 * i + 2));
        net.pass(1_000);
      }
      trickling.expectNothing(300);
      net.pass(1_100);
      trickling.expectClose();
      await().until(() -> link.events.contains("closed idle_timeout"));
    }
  }

  @Test
  void givesUpOnAConnectThatIsNeverAnswered() {
    acceptor.holdAfterConnect();
    try (RawClient client = RawClient.connect(address).send(NetFixture.CONNECT)) {
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("version 4"));
      net.pass(30_000);
      assertThat(link.events).doesNotContain("closed connect_timeout");
      net.pass(15_000);
      client.expectClose();
      await().until(() -> link.events.contains("closed connect_timeout"));
    }
  }

  @Test
  void reportsAnExpiredKeepAliveOnce() {
    acceptor.keepAliveMillis(90_000);
    try (RawClient client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      net.pass(89_000);
      client.send("c000").expect("d000");
      net.pass(89_000);
      client.send("c000").expect("d000");
      assertThat(link.events).doesNotContain("keepAliveExpired");
      net.pass(91_000);
      await().until(() -> link.events.contains("keepAliveExpired"));
      net.pass(91_000);
      client.send("c000").expect("d000");
      assertThat(link.events).containsOnlyOnce("keepAliveExpired");
    }
  }

  @Test
  void doesNotBlameThePeerForSilenceWhileReadingIsOff() {
    acceptor.keepAliveMillis(90_000);
    try (RawClient client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      link.run(() -> link.connection.reading(false));
      link.run(() -> link.events.add("off"));
      await().until(() -> link.events.contains("off"));
      net.pass(200_000);
      client.send("c000").expectNothing(100);
      assertThat(link.events).doesNotContain("keepAliveExpired");
      link.run(() -> link.connection.reading(true));
      client.expect("d000");
      assertThat(link.events).doesNotContain("keepAliveExpired");
    }
  }

  @Test
  void holdsPacketsBackWhileReadingIsOff() {
    acceptor.holdAfterConnect();
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT + "c000" + "c000").expectNothing(50);
      EchoAcceptor.Link link = acceptor.next();
      assertThat(link.events).containsExactly("Connect", "version 4");
      link.run(
          () -> {
            link.accept(4);
            link.connection.reading(true);
          });
      client.expect(NetFixture.CONNACK + "d000d000");
    }
  }

  @Test
  void hearsWhatAPeerSaidBeforeItLeftThoughReadingWasOff() {
    acceptor.holdAfterConnect();
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT + "3206000174000778" + "c000").finish();
      EchoAcceptor.Link link = acceptor.next();
      client.expectNothing(50);
      link.run(
          () -> {
            link.accept(4);
            link.connection.reading(true);
          });
      client.expect(NetFixture.CONNACK + "40020007" + "d000");
      client.expectClose();
      await().until(() -> link.events.contains("closed tcp_closed"));
    }
  }

  @Test
  void boundsWhatMayComeBetweenConnectAndItsAcceptance() {
    try (RawClient client = RawClient.connect(address)) {
      EchoAcceptor.Link link = acceptor.holdAfterConnect().next();
      client.send(NetFixture.CONNECT);
      await().until(() -> link.events.contains("version 4"));
      link.run(() -> link.connection.reading(true));
      Thread flood = new Thread(() -> client.send("c000".repeat(40_000)));
      flood.start();
      await().until(() -> link.events.size() > 32_000);
      int early = link.events.size();
      assertThat(early).isLessThan(33_000);
      link.run(() -> link.accept(4));
      await().until(() -> link.events.size() > 40_000);
    }
  }

  @Test
  void tellsWhenAPeerThatDoesNotReadCanBeWrittenToAgain() {
    try (RawClient client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      // More than the kernel's buffers of both sides can grow to.
      int packets = 1_600;
      link.run(
          () -> {
            for (int i = 0; i < packets; i++) {
              link.connection.send(delivery(10_000));
            }
            link.connection.flush();
            link.events.add("writable is " + link.connection.isWritable());
          });
      await().until(() -> link.events.contains("writable is false"));
      assertThat(link.events).doesNotContain("writable");
      for (int i = 0; i < packets; i++) {
        assertThat(client.readPacket()).hasSize(10_006);
      }
      await().until(() -> link.events.contains("writable"));
      assertThat(link.events).containsOnlyOnce("writable");
    }
  }

  /** The batch alone reaches the mark and the flush empties it at once: still a callback. */
  @Test
  void tellsThatItIsWritableAlsoWhenOneFlushMadeRoom() {
    try (RawClient client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      link.run(
          () -> {
            while (link.connection.isWritable()) {
              link.connection.send(delivery(1_000));
            }
            link.connection.flush();
          });
      client.readPacket();
      await().until(() -> link.events.contains("writable"));
    }
  }

  @Test
  void sendsEverythingBeforeItCloses() {
    try (RawClient client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      link.run(
          () -> {
            for (int i = 0; i < 500; i++) {
              link.connection.send(delivery(1_000));
            }
            link.connection.close();
            link.connection.close();
            link.connection.send(Ping.RESPONSE);
          });
      for (int i = 0; i < 500; i++) {
        assertThat(client.readPacket()).hasSize(1_006);
      }
      client.expectClose();
      await().until(() -> link.events.contains("closed closed"));
      assertThat(link.events).containsOnlyOnce("closed closed");
    }
  }

  @Test
  void givesUpOnAPeerThatNeitherReadsNorCloses() {
    try (RawClient client = RawClient.connect(narrow())) {
      client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
      EchoAcceptor.Link link = acceptor.next();
      link.run(
          () -> {
            for (int i = 0; i < 10_000; i++) {
              link.connection.send(delivery(1_000));
            }
            link.connection.close();
          });
      link.run(() -> link.events.add("closing"));
      await().until(() -> link.events.contains("closing"));
      net.pass(5_100);
      await().until(() -> link.events.contains("closed closed"));
      await().until(() -> connections() == 0);
    }
  }

  @Test
  void doesNotLingerForLongWithAPeerThatDoesNotClose() {
    try (RawClient client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      client.send("e000").expectClose();
      await().until(() -> link.events.contains("closed closed"));
      assertThat(connections()).isEqualTo(1);
      net.pass(2_100);
      await().until(() -> connections() == 0);
    }
  }

  @Test
  void reportsOnceThatThePeerHasLeft() {
    RawClient client = connected();
    EchoAcceptor.Link link = acceptor.next();
    client.close();
    await().until(() -> link.events.contains("closed tcp_closed"));
    assertThat(link.events).containsExactly("Connect", "closed tcp_closed");
  }

  @Test
  void reportsAResetByItsWords() {
    RawClient client = connected();
    EchoAcceptor.Link link = acceptor.next();
    client.reset();
    await().until(() -> link.events.size() == 2);
    assertThat(List.copyOf(link.events).get(1)).startsWith("closed ").contains("reset");
  }
}
