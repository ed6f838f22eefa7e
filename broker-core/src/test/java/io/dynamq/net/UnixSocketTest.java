package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.engine.Peer;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {
  @TempDir Path directory;
  private final NetFixture net = new NetFixture();
  private final EchoAcceptor acceptor = new EchoAcceptor();
  private Path path;

  @BeforeEach
  void choose() {
    path = directory.resolve("mqtt.sock");
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private void listen() {
    net.listeners()
        .start(
            new ListenerSettings(
                Protocol.UNIX,
                "test",
                UnixDomainSocketAddress.of(path),
                "test",
                Admittance.DEFAULT,
                SocketOptions.DEFAULT,
                new ListenerSettings.Layers(
                    null, null, ListenerSettings.ProxyNames.NONE, "rw-rw----")),
            acceptor);
  }

  private SocketChannel open() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path));
  }

  private static String exchange(SocketChannel client, String hex, int answerBytes)
      throws IOException {
    client.write(ByteBuffer.wrap(RawClient.bytes(hex)));
    return read(client, answerBytes);
  }

  private static String read(SocketChannel client, int answerBytes) throws IOException {
    ByteBuffer answer = ByteBuffer.allocate(answerBytes);
    while (answer.hasRemaining() && client.read(answer) >= 0) {
      continue;
    }
    return RawClient.text(answer.array()).replace(" ", "");
  }

  @Test
  void speaksMqttToAPeerWithoutAddress() throws Exception {
    listen();
    assertThat(net.listeners().list().get(0).settings().id()).isEqualTo("mqtt:unix:test");
    assertThat(net.listeners().list().get(0).address()).hasToString(path.toString());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-rw----");
    try (SocketChannel client = open()) {
      assertThat(exchange(client, NetFixture.CONNECT, 4)).isEqualTo(NetFixture.CONNACK);
      Peer peer = acceptor.next().connection.peer();
      assertThat(peer.host()).isEqualTo("unix");
      assertThat(peer.port()).isZero();
      assertThat(peer.localPort()).isZero();
      assertThat(exchange(client, "c000", 2)).isEqualTo("d000");
    }
  }

  @Test
  void endsBothWays() throws Exception {
    listen();
    try (SocketChannel client = open()) {
      exchange(client, NetFixture.CONNECT, 4);
      EchoAcceptor.Link link = acceptor.next();
      exchange(client, "e000", 1);
      await().until(() -> link.events.contains("closed closed"));
    }
    SocketChannel client = open();
    exchange(client, NetFixture.CONNECT, 4);
    EchoAcceptor.Link link = acceptor.next();
    client.close();
    await().until(() -> link.events.contains("closed tcp_closed"));
  }

  @Test
  void hearsWhatAClientSaidBeforeItClosed() throws Exception {
    listen();
    SocketChannel client = open();
    exchange(client, NetFixture.CONNECT, 4);
    EchoAcceptor.Link link = acceptor.next();
    link.run(() -> link.connection.reading(false));
    client.write(ByteBuffer.wrap(RawClient.bytes("300400017478".repeat(10_000))));
    client.close();
    link.run(() -> link.connection.reading(true));
    await().until(() -> link.events.contains("closed tcp_closed"));
    assertThat(link.events).filteredOn("Publish"::equals).hasSize(10_000);
  }

  @Test
  void answersWhatAPeerSaidBeforeItEndedItsDirection() throws Exception {
    listen();
    acceptor.holdAfterConnect();
    try (SocketChannel client = open()) {
      client.write(
          ByteBuffer.wrap(RawClient.bytes(NetFixture.CONNECT + "3206000174000778".repeat(500))));
      client.shutdownOutput();
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("version 4"));
      link.run(
          () -> {
            link.accept(4);
            link.connection.reading(true);
          });
      assertThat(read(client, 4 + 500 * 4))
          .isEqualTo(NetFixture.CONNACK + "40020007".repeat(500));
      assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void removesItsFileWhenItStops() {
    listen();
    assertThat(path).exists();
    net.listeners().stopAccepting();
    assertThat(path).doesNotExist();
  }

  @Test
  void takesThePlaceOfAKilledProcess() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(path));
    }
    assertThat(path).exists();
    listen();
    try (SocketChannel client = open()) {
      assertThat(exchange(client, NetFixture.CONNECT, 4)).isEqualTo(NetFixture.CONNACK);
    }
  }

  @Test
  void leavesALivingProcessAndAnyOtherFileAlone() throws Exception {
    try (ServerSocketChannel alive = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      alive.bind(UnixDomainSocketAddress.of(path));
      assertThatThrownBy(this::listen)
          .isInstanceOf(ListenerException.class)
          .hasMessage(
              "listener mqtt:unix:test cannot bind %s: another process listens there", path);
    }
    Files.delete(path);
    Files.writeString(path, "precious");
    assertThatThrownBy(this::listen)
        .hasMessage(
            "listener mqtt:unix:test cannot bind %s: there is a file that is no socket", path);
    assertThat(path).hasContent("precious");
    Files.delete(path);
    path = directory.resolve("no/such/mqtt.sock");
    assertThatThrownBy(this::listen).isInstanceOf(ListenerException.class);
  }
}
