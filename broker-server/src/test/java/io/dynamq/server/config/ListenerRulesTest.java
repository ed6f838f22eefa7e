package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerRulesTest {
  private static final String LOUD =
      "WARNING: listener.tcp.external is open to the network at 0.0.0.0:1883: anyone who reaches it"
          + " may publish and subscribe to everything.";

  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home).environment("DYNAMQ_LISTENER__WS__EXTERNAL", "off");
  }

  @Test
  void opensAnAnonymousListenerOnThisMachineOnly() throws Exception {
    assertThat(external().address()).isEqualTo("127.0.0.1:1883");
    assertThat(config.load().notices())
        .containsExactly(
            "listener.tcp.external = 0.0.0.0:1883 is narrowed to 127.0.0.1:1883 because anyone may"
                + " connect; to open it to the network start with --open or set allow_anonymous ="
                + " true, or let clients prove who they are with auth.order.");
  }

  @Test
  void narrowsTheIpv6Wildcard() throws Exception {
    config.file("listener.tcp.external = [::]:1883");

    assertThat(external().address()).isEqualTo("[::1]:1883");
  }

  @Test
  void opensOnRequestOfTheCommandLine() throws Exception {
    config.open();

    assertThat(external().address()).isEqualTo("0.0.0.0:1883");
    assertThat(config.load().notices()).containsExactly(LOUD);
  }

  @Test
  void opensOnRequestOfTheFile() throws Exception {
    config.file("allow_anonymous = true");

    assertThat(external().address()).isEqualTo("0.0.0.0:1883");
    assertThat(config.load().notices()).containsExactly(LOUD);
  }

  @Test
  void opensOneListenerAlone() throws Exception {
    config.file(
        "listener.tcp.external.allow_anonymous = true", "listener.tcp.internal = 0.0.0.0:1884");

    assertThat(config.load().listeners())
        .extracting(ListenerConfig::address)
        .containsExactly("0.0.0.0:1883", "127.0.0.1:1884");
  }

  @Test
  void keepsAListenerWithoutAnonymousClientsWhereItIs() throws Exception {
    config.file("allow_anonymous = false").open();

    assertThat(external().address()).isEqualTo("0.0.0.0:1883");
    assertThat(external().anonymous()).isFalse();
    assertThat(config.load().notices()).hasSize(1).first().asString().contains("are refused");
  }

  @Test
  void saysNothingAboutALoopbackListener() throws Exception {
    config.file("listener.tcp.external = 127.0.0.1:1883");

    assertThat(config.load().notices()).isEmpty();
  }

  private ListenerConfig external() throws Exception {
    return config.load().listeners().get(0);
  }

  @Test
  void opensAWebSocketListenerOnThisMachineByItself() throws Exception {
    config.environment("DYNAMQ_LISTENER__WS__EXTERNAL", "0.0.0.0:8083");

    assertThat(config.load().listeners())
        .extracting(listener -> listener.settings().id() + " " + listener.address())
        .containsExactly("mqtt:tcp:external 127.0.0.1:1883", "mqtt:ws:external 127.0.0.1:8083");
  }

  @Test
  void opensEncryptedListenersWhereThereIsACertificate() throws Exception {
    config.file(
        "listener.ssl.external.certfile = c.pem", "listener.ssl.external.keyfile = k.pem",
        "listener.wss.external.certfile = c.pem", "listener.wss.external.keyfile = k.pem",
        "listener.unix.local = data/mqtt.sock");

    assertThat(config.load().listeners())
        .extracting(listener -> listener.settings().id() + " " + listener.address())
        .containsExactly(
            "mqtt:tcp:external 127.0.0.1:1883", "mqtt:ssl:external 127.0.0.1:8883",
            "mqtt:wss:external 127.0.0.1:8084",
            "mqtt:unix:local " + home.resolve("data/mqtt.sock"));
  }

  @Test
  void asksForWhatAnEncryptedListenerLacks() throws Exception {
    config.file("listener.ssl.external = 127.0.0.1:8883");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: listener.ssl.external.certfile: is not set, expected the certificate"
                + " in PEM form",
            "etc/broker.conf:1: listener.ssl.external.keyfile: is not set, expected the"
                + " certificate's private key in PEM form");
    config.file(
        "listener.ssl.external.certfile = c.pem", "listener.ssl.external.keyfile = k.pem",
        "listener.ssl.external.peer_cert_as_username = cn");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:3: listener.ssl.external.peer_cert_as_username: has no effect because"
                + " clients are asked for no certificate, expected verify = verify_peer");
    config.file(
        "listener.ssl.external.certfile = c.pem", "listener.ssl.external.keyfile = k.pem",
        "listener.ssl.external.verify = verify_peer", "listener.ssl.external.sni.2.certfile = d.pem");
    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:4: listener.ssl.external.sni.2.hostname: is not set, expected the host"
                + " that the certificate is for",
            "etc/broker.conf:4: listener.ssl.external.sni.2.keyfile: is not set, expected the"
                + " certificate's private key in PEM form",
            "etc/broker.conf:3: listener.ssl.external.cacertfile: is not set, expected the"
                + " certificates of those whose word on clients counts");
  }

  @Test
  void complainsOfAListenerWithoutAddress() throws Exception {
    config.file("listener.tcp.third.backlog = 5", "listener.unix.local.mode = 0660");

    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:1: listener.tcp.third: is not set, expected where it listens",
            "etc/broker.conf:2: listener.unix.local: is not set, expected where it listens");
  }

  @Test
  void narrowsEveryKindOfListener() throws Exception {
    config.file(
        "listener.ssl.external.certfile = c.pem", "listener.ssl.external.keyfile = k.pem",
        "listener.ws.other = 0.0.0.0:9001", "listener.ssl.external = 192.0.2.1:8883");

    assertThat(config.problems())
        .containsExactly(
            "etc/broker.conf:4: listener.ssl.external: '192.0.2.1:8883' can be reached from the"
                + " network, expected allow_anonymous = true if anyone may connect there, or"
                + " auth.order for clients that prove who they are");
    config.file("listener.ws.other = 0.0.0.0:9001");
    assertThat(config.load().listeners().get(1).address()).isEqualTo("127.0.0.1:9001");
  }
}
