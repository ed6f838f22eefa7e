package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.dynamq.engine.Peer;
import io.dynamq.net.tls.CertificateName;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.tls.TlsSettings.Clients;
import io.dynamq.net.tls.TlsSettings.HostIdentity;
import io.dynamq.net.tls.TlsSettings.Identity;
import io.dynamq.net.tls.TlsSettings.Names;
import io.dynamq.net.websocket.WebSocketSettings;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.RawClient;
import io.dynamq.testkit.WebSocketPeer;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  private static final String NEWEST = "TLSv1.3";

  @TempDir Path directory;
  private final NetFixture net = new NetFixture();
  private final EchoAcceptor acceptor = new EchoAcceptor();
  private Certificates certificates;
  private TlsSettings usual;

  @BeforeEach
  void makeCertificates() throws Exception {
    certificates = new Certificates(directory);
    certificates.server("own", "mqtt.example");
    usual = TlsSettings.of(certificates.certificate("own"), certificates.key("own"));
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private static ListenerSettings.Layers layers(TlsSettings tls, WebSocketSettings webSocket) {
    return new ListenerSettings.Layers(
        tls, webSocket, ListenerSettings.ProxyNames.NONE, null);
  }

  private int listen(TlsSettings tls) {
    return net.start(Protocol.SSL, layers(tls, null), acceptor).bound().getPort();
  }

  private RawClient open(int port, String version, X509Bundle own) throws Exception {
    return RawClient.on(certificates.socket(port, version, own));
  }

  private static RawClient connected(RawClient client) {
    return client.send(NetFixture.CONNECT).expect(NetFixture.CONNACK);
  }

  private static X509Certificate shown(SSLSocket socket) throws Exception {
    socket.startHandshake();
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaksMqttAndSaysGoodbye(String version) throws Exception {
    try (RawClient client = connected(open(listen(usual), version, null))) {
      client.send("3206000174000778".repeat(500)).expect("40020007".repeat(500));
      client.send("e000");
      // The end is a close_notify: a bare end would make the socket fail.
      client.expectClose();
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("closed closed"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void hearsWhatAClientSaidBeforeItClosed(String version) throws Exception {
    RawClient client = open(listen(usual), version, null);
    client.send(NetFixture.CONNECT + "300400017478".repeat(20)).expect(NetFixture.CONNACK);
    client.close();
    EchoAcceptor.Link link = acceptor.next();
    await().until(() -> link.events.contains("closed tcp_closed"));
    assertThat(link.events).filteredOn("Publish"::equals).hasSize(20);
  }

  @Test
  void tellsARefusalBeforeItCloses() throws Exception {
    try (RawClient client = open(listen(usual), NEWEST, null)) {
      client.send(NetFixture.CONNECT_5).expect(NetFixture.CONNACK_5);
      client.send("30ffffff7f" + "00".repeat(100_000)).expect("e00195");
      client.expectClose();
    }
  }

  /** More than a peer may say before its CONNECT is answered waits, and is heard in full later. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void keepsWhatComesWhileReadingIsOff(String version) throws Exception {
    acceptor.holdAfterConnect();
    try (RawClient client = open(listen(usual), version, null)) {
      client.send(NetFixture.CONNECT + "300400017478".repeat(20_000) + "c000");
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("version 4"));
      assertThat(link.events).containsExactly("Connect", "version 4");
      link.run(
          () -> {
            link.accept(4);
            link.connection.reading(true);
          });
      client.expect(NetFixture.CONNACK + "d000");
      assertThat(link.events).filteredOn("Publish"::equals).hasSize(20_000);
    }
  }

  @Test
  void refusesOldVersions() throws Exception {
    int port = listen(usual);
    try (SSLSocket socket = certificates.socket(port, "TLSv1.2", null)) {
      socket.setEnabledCipherSuites(new String[] {"TLS_RSA_WITH_AES_128_CBC_SHA"});
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
    await().until(() -> net.meters().value(Metric.CONNECTIONS_TLS_REFUSED) == 1);
    assertThat(acceptor.isUntouched()).isTrue();
  }

  @Test
  void refusesToNegotiateAgain() throws Exception {
    try (SSLSocket socket = certificates.socket(listen(usual), "TLSv1.2", null)) {
      connected(RawClient.on(socket));
      socket.startHandshake();
      assertThatThrownBy(
              () -> {
                socket.getOutputStream().write(RawClient.bytes("c000"));
                socket.getInputStream().read();
                socket.getInputStream().read();
                socket.getInputStream().read();
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void doesNotWaitForeverForAHandshakeAndClosesOnPlainBytes() throws Exception {
    int port = listen(usual);
    SSLSocket half = certificates.socket(port, NEWEST, null);
    await().until(() -> net.listeners().list().get(0).connections() == 1);
    net.pass(15_001);
    RawClient waiting = RawClient.on(half);
    await().until(() -> net.listeners().list().get(0).connections() == 0);
    waiting.close();
    try (RawClient plain =
        RawClient.connect(net.listeners().list().get(0).bound()).send(NetFixture.CONNECT)) {
      await().until(() -> net.meters().value(Metric.CONNECTIONS_TLS_REFUSED) == 2);
      plain.close();
    }
  }

  @Test
  void takesNamesFromAClientsCertificate() throws Exception {
    X509Bundle alice = certificates.signed("CN=alice,O=Example", null);
    int port =
        listen(
            usual.withClients(
                Clients.REQUIRED,
                certificates.authorities(),
                new Names(CertificateName.CN, CertificateName.DN)));
    try (RawClient client = connected(open(port, NEWEST, alice))) {
      assertThat(acceptor.next().connection.peer().certified())
          .isEqualTo(
              new Peer.Certified("alice", "CN=alice,O=Example", "CN=alice,O=Example"));
      client.send("c000").expect("d000");
    }
    try (RawClient without = open(port, NEWEST, null)) {
      assertThatThrownBy(() -> connected(without))
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class);
    }
    assertThat(acceptor.isUntouched()).isTrue();
  }

  /** Otherwise its owner could take any name by saying it in CONNECT. */
  @ParameterizedTest
  @CsvSource({"CN, NONE", "NONE, CN", "CN, DN"})
  void refusesACertificateWithoutTheNameThatItIsToGive(
      CertificateName username, CertificateName clientId) throws Exception {
    X509Bundle nameless = certificates.signed("O=Example", null);
    int port =
        listen(
            usual.withClients(
                Clients.ASKED, certificates.authorities(), new Names(username, clientId)));
    try (RawClient client = open(port, NEWEST, nameless)) {
      assertThatThrownBy(() -> connected(client))
          .isInstanceOfAny(AssertionError.class, UncheckedIOException.class);
    }
    await().until(() -> net.meters().value(Metric.CONNECTIONS_TLS_REFUSED) == 1);
    await().until(() -> net.listeners().list().get(0).connections() == 0);
    assertThat(acceptor.isUntouched()).isTrue();
  }

  @Test
  void asksForACertificateThatMayBeMissingButNotWrong() throws Exception {
    X509Bundle stranger =
        new Certificates(Files.createDirectory(directory.resolve("other")))
            .signed("CN=mallory", null);
    int port =
        listen(
            usual.withClients(
                Clients.ASKED,
                certificates.authorities(),
                new Names(CertificateName.CN, CertificateName.NONE)));
    try (RawClient client = connected(open(port, NEWEST, null))) {
      assertThat(acceptor.next().connection.peer().certified()).isEqualTo(Peer.Certified.NOTHING);
      client.send("c000").expect("d000");
    }
    try (SSLSocket socket = certificates.socket(port, "TLSv1.2", stranger)) {
      assertThatThrownBy(socket::startHandshake).isInstanceOf(IOException.class);
    }
  }

  @Test
  void showsTheCertificateOfTheHostThatAClientAsksFor() throws Exception {
    X509Bundle other = certificates.server("other", "other.example");
    X509Bundle wild = certificates.server("wild", "a.wild.example");
    int port =
        listen(
            usual.withHosts(
                List.of(
                    new HostIdentity(1, "other.example", identity("other")),
                    new HostIdentity(2, "*.wild.example", identity("wild")))));
    assertThat(shownFor(port, "other.example")).isEqualTo(other.getCertificate());
    assertThat(shownFor(port, "a.wild.example")).isEqualTo(wild.getCertificate());
    assertThat(shownFor(port, "nobody.example").getSubjectX500Principal().getName())
        .isEqualTo("CN=mqtt.example");
    assertThat(shownFor(port, null).getSubjectX500Principal().getName())
        .isEqualTo("CN=mqtt.example");
    try (RawClient client = connected(open(port, NEWEST, null))) {
      client.send("e000").expectClose();
    }
  }

  private Identity identity(String name) {
    return new Identity(certificates.certificate(name), certificates.key(name), null);
  }

  private X509Certificate shownFor(int port, String host) throws Exception {
    try (SSLSocket socket = certificates.socket(port, NEWEST, null)) {
      if (host != null) {
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        socket.setSSLParameters(parameters);
      }
      return shown(socket);
    }
  }

  @Test
  void usesNewCertificatesForNewConnectionsAndKeepsTheOpenOnes() throws Exception {
    int port = listen(usual);
    RawClient before = connected(open(port, NEWEST, null));
    X509Bundle renewed = certificates.server("own", "renewed.example");

    await().until(() -> shownFor(port, null).equals(renewed.getCertificate()));

    before.send("c000").expect("d000");
    before.close();
  }

  @Test
  void keepsTheOldCertificateWhenTheNewOneIsBroken() throws Exception {
    int port = listen(usual);
    X509Certificate old = shownFor(port, null);
    X509Bundle renewed = certificates.signed("CN=renewed", "renewed.example");
    certificates.write("own", renewed, certificates.signed("CN=x", "x.example"));
    assertThat(net.listeners().reloadCertificates()).isFalse();
    assertThat(shownFor(port, null)).isEqualTo(old);

    certificates.write("own", renewed, renewed);
    assertThat(net.listeners().reloadCertificates()).isTrue();
    assertThat(shownFor(port, null)).isEqualTo(renewed.getCertificate());
  }

  @Test
  void saysInOneLineThatACertificateCannotBeUsed() throws Exception {
    Files.delete(certificates.key("own"));
    assertThatThrownBy(() -> listen(usual))
        .isInstanceOf(ListenerException.class)
        .hasMessage(
            "listener mqtt:ssl:test: keyfile: %s does not exist, expected a file in PEM form",
            certificates.key("own"));
    assertThat(net.listeners().list()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void speaksWebSocketInside(String version) throws Exception {
    int port =
        net.start(Protocol.WSS, layers(usual, WebSocketSettings.DEFAULT), acceptor)
            .bound()
            .getPort();
    try (WebSocketPeer client = WebSocketPeer.open(open(port, version, null))) {
      client.send(WebSocketPeer.BINARY, NetFixture.CONNECT);
      client.expect(WebSocketPeer.BINARY, NetFixture.CONNACK);
      client.send(WebSocketPeer.BINARY, "3206000174000778".repeat(1_000));
      client.send(WebSocketPeer.CLOSE, "03e8");
      for (int i = 0; i < 1_000; i++) {
        client.expect(WebSocketPeer.BINARY, "40020007");
      }
      client.expectClose(1000);
    }
  }
}
