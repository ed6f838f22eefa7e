package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.engine.Peer;
import io.dynamq.engine.Zone;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.RawClient;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyProtocolTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  /** 192.0.2.7:4242 to 192.0.2.1:1883 over TCP on IPv4, without anything behind. */
  private static final String PROXY_4 = "2111000c" + "c0000207" + "c0000201" + "1092" + "075b";

  private final NetFixture net = new NetFixture();
  private final EchoAcceptor acceptor = new EchoAcceptor();
  private InetSocketAddress address;

  @BeforeEach
  void listen() {
    address =
        net.listeners()
            .start(
                new ListenerSettings(
                    Protocol.TCP,
                    "test",
                    new InetSocketAddress("127.0.0.1", 0),
                    "test",
                    new Admittance(100, 0, 1, AccessRules.ALLOW_ALL, 3_000, Zone.Paces.NONE),
                    SocketOptions.DEFAULT,
                    new ListenerSettings.Layers(
                        null, null, new ListenerSettings.ProxyNames(true, false), null)),
                acceptor)
            .bound();
  }

  @AfterEach
  void stop() {
    net.close();
  }

  private static String ascii(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Peer told(String header) {
    try (RawClient client = RawClient.connect(address)) {
      client.send(header + NetFixture.CONNECT).expect(NetFixture.CONNACK);
      return acceptor.next().connection.peer();
    }
  }

  @Test
  void believesVersion1() {
    Peer peer = told(ascii("PROXY TCP4 192.0.2.7 192.0.2.1 4242 1883\r\n"));
    assertThat(peer.remote()).isEqualTo(new InetSocketAddress("192.0.2.7", 4242));
    assertThat(peer.local()).isEqualTo(new InetSocketAddress("192.0.2.1", 1883));
    assertThat(told(ascii("PROXY TCP6 2001:db8::7 2001:db8::1 4242 1883\r\n")).remote())
        .isEqualTo(new InetSocketAddress("2001:db8::7", 4242));
  }

  @Test
  void believesVersion2() {
    assertThat(told(SIGNATURE + PROXY_4).remote())
        .isEqualTo(new InetSocketAddress("192.0.2.7", 4242));
    String six = "20010db8000000000000000000000007" + "20010db8000000000000000000000001";
    assertThat(told(SIGNATURE + "21210024" + six + "1092" + "075b").remote())
        .isEqualTo(new InetSocketAddress("2001:db8::7", 4242));
  }

  @Test
  void keepsTheSocketsAddressWhereTheProxyKnowsNone() {
    assertThat(told(ascii("PROXY UNKNOWN\r\n")).host()).isEqualTo("127.0.0.1");
    assertThat(told(SIGNATURE + "20000000").host()).isEqualTo("127.0.0.1");
    assertThat(told(SIGNATURE + "2011000c" + PROXY_4.substring(8)).host()).isEqualTo("127.0.0.1");
    assertThat(told(SIGNATURE + "21000000").host()).isEqualTo("127.0.0.1");
  }

  /** A TLV of type SSL: a certificate was shown and is good; inside is its common name. */
  @Test
  void takesTheCommonNameOfACertificateThatTheProxyHasSeen() {
    String name = "220005" + ascii("alice");
    String good = "20000d" + "07" + "00000000" + name;
    assertThat(told(SIGNATURE + "2111001c" + PROXY_4.substring(8) + good).certified())
        .isEqualTo(new Peer.Certified("alice", null));
    String bad = "20000d" + "07" + "00000001" + name;
    assertThat(told(SIGNATURE + "2111001c" + PROXY_4.substring(8) + bad).certified())
        .isEqualTo(Peer.Certified.NOTHING);
  }

  /** Otherwise its owner could take any name by saying it in CONNECT. */
  @Test
  void refusesAGoodCertificateOfWhichTheProxyTellsNoName() {
    String nameless = "200005" + "07" + "00000000";
    try (RawClient client = RawClient.connect(address)) {
      client.send(SIGNATURE + "21110014" + PROXY_4.substring(8) + nameless);
      client.expectClose();
    }
    String empty = "200008" + "07" + "00000000" + "220000";
    try (RawClient client = RawClient.connect(address)) {
      client.send(SIGNATURE + "21110017" + PROXY_4.substring(8) + empty);
      client.expectClose();
    }
    await().until(() -> net.meters().value(Metric.CONNECTIONS_PROXY_REFUSED) == 2);
    assertThat(acceptor.isUntouched()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 192.0.2.1 4242\r\n",
        "PROXY TCP4 300.0.2.7 192.0.2.1 4242 1883\r\n",
        "PROXY TCP4 192.0.2.7 192.0.2.1 4242 99999\r\n",
        "PROXY SCTP 192.0.2.7 192.0.2.1 4242 1883\r\n"
      })
  void closesOnAMalformedHeader(String header) {
    try (RawClient client = RawClient.connect(address)) {
      client.send(ascii(header));
      client.expectClose();
      await().until(() -> net.meters().value(Metric.CONNECTIONS_PROXY_REFUSED) == 1);
      assertThat(acceptor.isUntouched()).isTrue();
    }
  }

  @Test
  void closesOnAHeaderWithoutEndAndOnAClientWithoutProxy() {
    try (RawClient client = RawClient.connect(address)) {
      client.send(ascii("PROXY TCP4 " + "1".repeat(200)));
      client.expectClose();
    }
    try (RawClient client = RawClient.connect(address)) {
      client.send(NetFixture.CONNECT);
      client.expectClose();
    }
    await().until(() -> net.meters().value(Metric.CONNECTIONS_PROXY_REFUSED) == 2);
    assertThat(acceptor.isUntouched()).isTrue();
  }

  @Test
  void doesNotWaitForeverForAHeader() {
    try (RawClient client = RawClient.connect(address).send(ascii("PROXY"))) {
      await().until(() -> net.listeners().list().get(0).connections() == 1);
      net.pass(3_001);
      client.expectClose();
      await().until(() -> net.meters().value(Metric.CONNECTIONS_PROXY_REFUSED) == 1);
    }
  }

  @Test
  void takesAHeaderThatComesByteByByte() {
    try (RawClient client = RawClient.connect(address)) {
      for (byte one : RawClient.bytes(SIGNATURE + PROXY_4 + NetFixture.CONNECT)) {
        client.send(new byte[] {one});
      }
      client.expect(NetFixture.CONNACK);
      assertThat(acceptor.next().connection.peer().host()).isEqualTo("192.0.2.7");
    }
  }
}
