package io.dynamq.net;

import static io.dynamq.testkit.WebSocketPeer.BINARY;
import static io.dynamq.testkit.WebSocketPeer.CLOSE;
import static io.dynamq.testkit.WebSocketPeer.CONTINUATION;
import static io.dynamq.testkit.WebSocketPeer.MORE;
import static io.dynamq.testkit.WebSocketPeer.PING;
import static io.dynamq.testkit.WebSocketPeer.PONG;
import static io.dynamq.testkit.WebSocketPeer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.net.websocket.WebSocketSettings;
import io.dynamq.testkit.Mqtt311;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import io.dynamq.testkit.WebSocketPeer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Frames between upgrade and end; the upgrade itself is in {@link WebSocketUpgradeTest}. */
class WebSocketTest {
  private static final int MORE_THAN_A_FRAME = NetFixture.MAX_PACKET_SIZE + (64 << 10) + 1;
  private static final String DEFLATE =
      "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits";
  private static final int COMPRESSED = 0x40;

  private final NetFixture net = new NetFixture();
  private final EchoAcceptor acceptor = new EchoAcceptor();

  @AfterEach
  void stop() {
    net.close();
  }

  private InetSocketAddress listen(WebSocketSettings settings) {
    return net.start(
            Protocol.WS,
            new ListenerSettings.Layers(null, settings, ListenerSettings.ProxyNames.NONE, null),
            acceptor)
        .bound();
  }

  private WebSocketPeer open() {
    return WebSocketPeer.open(RawClient.connect(listen(WebSocketSettings.DEFAULT)));
  }

  private WebSocketPeer connected() {
    return open().send(BINARY, NetFixture.CONNECT).expect(BINARY, NetFixture.CONNACK);
  }

  private static WebSocketSettings compressing() {
    return with(new WebSocketSettings.Frames(0, true, true));
  }

  private static WebSocketSettings with(WebSocketSettings.Frames frames) {
    WebSocketSettings usual = WebSocketSettings.DEFAULT;
    return new WebSocketSettings(
        usual.path(), usual.subprotocols(), true, frames, usual.origins(), usual.proxyHeaders());
  }

  @Test
  @Mqtt5({"MQTT-6.0.0-2"})
  @Mqtt311({"MQTT-6.0.0-2"})
  void takesPacketsThatBeginAndEndAnywhereInFrames() {
    try (WebSocketPeer client = open()) {
      String packets = NetFixture.CONNECT + "3206000174000778" + "3206000174000878" + "c000";
      int cut = NetFixture.CONNECT.length() + 6;
      client.send(BINARY, packets.substring(0, 6)).send(BINARY, packets.substring(6, cut));
      client.expect(BINARY, NetFixture.CONNACK);
      client.send(BINARY | MORE, packets.substring(cut, cut + 2));
      client.send(PING, "01").expect(PONG, "01");
      client.send(CONTINUATION, packets.substring(cut + 2));
      client.expect(BINARY, "40020007").expect(BINARY, "40020008").expect(BINARY, "d000");
      client.send(BINARY, "").send(BINARY, "c000").expect(BINARY, "d000");
    }
  }

  @Test
  @Mqtt5({"MQTT-6.0.0-1"})
  @Mqtt311({"MQTT-6.0.0-1"})
  void closesOnATextFrameAndAnswersInBinaryFrames() {
    try (WebSocketPeer client = connected()) {
      client.send(TEXT, "c000").expectClose(1003);
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed websocket_text_frame"));
      assertThat(link.events).containsExactly("Connect", "closed websocket_text_frame");
    }
  }

  @Test
  void answersEachPacketWithAFrameOfItsOwn() {
    try (WebSocketPeer client = connected()) {
      client.send(BINARY, "3206000174000778".repeat(30));
      for (int i = 0; i < 30; i++) {
        client.expect(BINARY, "40020007");
      }
    }
  }

  @Test
  void answersABatchWithOneFrameWhereThatIsConfigured() {
    WebSocketSettings settings = with(new WebSocketSettings.Frames(0, false, false));
    try (WebSocketPeer client = WebSocketPeer.open(RawClient.connect(listen(settings)))) {
      client.send(BINARY, NetFixture.CONNECT).expect(BINARY, NetFixture.CONNACK);
      client.send(BINARY, "3206000174000778".repeat(30));
      client.expect(BINARY, "40020007".repeat(30));
    }
  }

  @Test
  void echoesACloseAndEndsTheConnection() {
    try (WebSocketPeer client = connected()) {
      client.send(CLOSE, "03e9").expectClose(1001);
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed tcp_closed"));
    }
    try (WebSocketPeer client =
        WebSocketPeer.open(RawClient.connect(net.listeners().list().get(0).bound()))) {
      client.send(CLOSE, "").expect(CLOSE, "");
      client.raw().expectClose();
    }
  }

  @Test
  void saysCloseBehindTheLastPacketWhenTheBrokerEnds() {
    try (WebSocketPeer client = connected()) {
      client.send(BINARY, "e000").expectClose(1000);
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed closed"));
    }
  }

  @Test
  void hearsWhatAClientSaidBeforeItsClose() {
    try (WebSocketPeer client = open()) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(WebSocketPeer.frame(BINARY, RawClient.bytes(NetFixture.CONNECT)));
      all.writeBytes(WebSocketPeer.frame(BINARY, RawClient.bytes("3206000174000778")));
      all.writeBytes(WebSocketPeer.frame(CLOSE, RawClient.bytes("03e8")));
      client.raw().send(all.toByteArray());
      client.expect(BINARY, NetFixture.CONNACK).expect(BINARY, "40020007").expectClose(1000);
      assertThat(acceptor.next().events).contains("Connect", "Publish");
    }
  }

  @Test
  void refusesFramesThatAreNotMaskedWithReservedBitsOrOutOfOrder() {
    InetSocketAddress address = listen(WebSocketSettings.DEFAULT);
    for (String frame :
        new String[] {"8202c000", "c28200000000c000", "8b8000000000", "808200000000c000"}) {
      try (WebSocketPeer client = WebSocketPeer.open(RawClient.connect(address))) {
        client.raw().send(frame);
        client.expectClose(1002);
        EchoAcceptor.Link link = acceptor.next();
        await().until(() -> link.events.contains("closed websocket_protocol_error"));
      }
    }
  }

  @Test
  void refusesAFrameThatIsTooLongByItsHeader() {
    try (WebSocketPeer client = open()) {
      client.raw().send("82ff%016x00000000".formatted(MORE_THAN_A_FRAME));
      client.expectClose(1009);
    }
  }

  @Test
  void takesALargePacketInOneFrame() {
    try (WebSocketPeer client = connected()) {
      byte[] payload = new byte[200_000];
      String header = "32" + "c59a0c" + "0001740007";
      byte[] packet = new byte[header.length() / 2 + payload.length];
      System.arraycopy(RawClient.bytes(header), 0, packet, 0, header.length() / 2);
      client.raw().send(WebSocketPeer.frame(BINARY, packet));
      client.expect(BINARY, "40020007");
    }
  }

  @Test
  void countsTheTimeOfTheUpgradeAsTimeForConnect() {
    try (WebSocketPeer client = open()) {
      EchoAcceptor.Link link = acceptor.next();
      client.send(BINARY, NetFixture.CONNECT.substring(0, 4));
      net.pass(10_000);
      client.raw().expectClose();
      await().until(() -> link.events.contains("closed idle_timeout"));
    }
  }

  @Test
  void aPingIsNoSignOfLifeForMqtt() {
    acceptor.keepAliveMillis(2_000);
    try (WebSocketPeer client = connected()) {
      EchoAcceptor.Link link = acceptor.next();
      client.send(PING, "").expect(PONG, "");
      net.pass(1_500);
      client.send(PING, "").expect(PONG, "");
      net.pass(1_000);
      await().until(() -> link.events.contains("keepAliveExpired"));
    }
  }

  @Test
  void inflatesWhatAClientCompressed() {
    RawClient raw = RawClient.connect(listen(compressing()));
    try (WebSocketPeer client = WebSocketPeer.open(raw, DEFLATE)) {
      byte[] connect = deflated(RawClient.bytes(NetFixture.CONNECT));
      client.raw().send(WebSocketPeer.frame(BINARY | COMPRESSED, connect));
      assertThat(client.raw().read(1)[0] & 0xFF).isEqualTo(0x80 | COMPRESSED | BINARY);
      assertThat(acceptor.next().events).contains("Connect");
    }
  }

  @Test
  void refusesABombBeforeItIsLarge() {
    RawClient raw = RawClient.connect(listen(compressing()));
    try (WebSocketPeer client = WebSocketPeer.open(raw, DEFLATE)) {
      byte[] bomb = deflated(new byte[50 << 20]);
      assertThat(bomb.length).isLessThan(64 << 10);
      client.raw().send(WebSocketPeer.frame(BINARY | COMPRESSED, bomb));
      client.expectClose(1007);
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed websocket_compression_error"));
    }
  }

  /** Frames that arrived while reading was off are inflated when it is on again, and in order. */
  @Test
  void keepsCompressedFramesInOrderWhileReadingIsOff() {
    acceptor.holdAfterConnect();
    RawClient raw = RawClient.connect(listen(compressing()));
    try (WebSocketPeer client = WebSocketPeer.open(raw, DEFLATE)) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(WebSocketPeer.frame(BINARY, RawClient.bytes(NetFixture.CONNECT)));
      for (int i = 0; i < 3; i++) {
        all.writeBytes(WebSocketPeer.frame(BINARY, RawClient.bytes("300400017478")));
      }
      all.writeBytes(WebSocketPeer.frame(BINARY, RawClient.bytes("c000")));
      all.writeBytes(WebSocketPeer.frame(CLOSE, RawClient.bytes("03e8")));
      client.raw().send(all.toByteArray());
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("version 4"));
      assertThat(link.events).doesNotContain("Publish");
      link.run(() -> link.connection.reading(true));
      await().until(() -> link.events.contains("closed tcp_closed"));
      assertThat(link.events)
          .containsExactly(
              "Connect", "version 4", "Publish", "Publish", "Publish", "Ping",
              "closed tcp_closed");
    }
  }

  private static byte[] deflated(byte[] bytes) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(bytes);
    byte[] buffer = new byte[1 << 20];
    int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
    deflater.end();
    // The tail of a flush is left out, RFC 7692 7.2.1.
    return Arrays.copyOf(buffer, length - 4);
  }
}
