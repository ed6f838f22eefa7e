package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.engine.Zone;
import io.dynamq.net.Admittance;
import io.dynamq.net.KeepAlive;
import io.dynamq.net.ListenerSettings;
import io.dynamq.net.ListenerSettings.ProxyNames;
import io.dynamq.net.Protocol;
import io.dynamq.net.SocketOptions;
import io.dynamq.net.tls.CertificateName;
import io.dynamq.net.tls.TlsSettings;
import io.dynamq.net.websocket.WebSocketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerKeysTest {
  @TempDir Path home;
  private ConfigFixture config;

  @BeforeEach
  void write() throws IOException {
    config = new ConfigFixture(home);
  }

  private ListenerSettings listener(String id) throws Exception {
    return config.load().listeners().stream()
        .map(ListenerConfig::settings)
        .filter(settings -> settings.id().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasEmqxsDefaults() throws Exception {
    config.file("listener.unix.local = s");

    assertThat(listener("mqtt:tcp:external").admittance())
        .isEqualTo(new Admittance(
                1_024_000, 1_000, 8, Admittance.DEFAULT.access(), 0, Zone.Paces.NONE));
    assertThat(listener("mqtt:tcp:external").socket()).isEqualTo(SocketOptions.DEFAULT);
    assertThat(listener("mqtt:ws:external").admittance().maxConnections()).isEqualTo(102_400);
    assertThat(listener("mqtt:ws:external").layers().webSocket())
        .isEqualTo(WebSocketSettings.DEFAULT);
    assertThat(listener("mqtt:unix:local").layers().socketMode()).isEqualTo("rw-------");
  }

  @Test
  void mapsEveryKeyOfASocket() throws Exception {
    config.file(
        "listener.tcp.external.zone = z", "listener.tcp.external.max_connections = 3",
        "listener.tcp.external.max_conn_rate = 4", "listener.tcp.external.acceptors = 5",
        "listener.tcp.external.backlog = 6", "listener.tcp.external.send_timeout = 7s",
        "listener.tcp.external.recbuf = 8KB", "listener.tcp.external.sndbuf = 9KB",
        "listener.tcp.external.nodelay = off", "listener.tcp.external.reuseaddr = off",
        "listener.tcp.external.tcp_keepalive = 240,30,5",
        "listener.tcp.external.messages_rate = 100,10s",
        "listener.tcp.external.bytes_rate = 2KB, 1s",
        "listener.tcp.external.proxy_protocol = on",
        "listener.tcp.external.proxy_protocol_timeout = 10s",
        "listener.tcp.external.peer_cert_as_username = cn");

    ListenerSettings listener = listener("mqtt:tcp:external");
    assertThat(listener.zone()).isEqualTo("z");
    assertThat(listener.admittance())
        .isEqualTo(new Admittance(
                3,
                4,
                5,
                listener.admittance().access(),
                10_000,
                new Zone.Paces(new Zone.Pace(10, 100), new Zone.Pace(2_048, 2 << 10))));
    assertThat(listener.socket())
        .isEqualTo(
            new SocketOptions(
                6, false, false, 8 << 10, 9 << 10, 64 << 10, 32 << 10, 7_000,
                new KeepAlive(240, 30, 5)));
    assertThat(listener.layers().proxyNames()).isEqualTo(new ProxyNames(true, false));
    config.file("listener.tcp.external.send_timeout_close = off");
    assertThat(listener("mqtt:tcp:external").socket().sendMillis()).isZero();
  }

  @Test
  void mapsEveryKeyOfTls() throws Exception {
    config.file(
        "listener.ssl.s = 127.0.0.1:1", "listener.ssl.s.certfile = c.pem",
        "listener.ssl.s.keyfile = /k.pem", "listener.ssl.s.key_password = secret",
        "listener.ssl.s.cacertfile = ca.pem", "listener.ssl.s.verify = verify_peer",
        "listener.ssl.s.fail_if_no_peer_cert = true", "listener.ssl.s.tls_versions = tlsv1.2",
        "listener.ssl.s.ciphers = ECDHE-RSA-AES128-GCM-SHA256, TLS_AES_128_GCM_SHA256",
        "listener.ssl.s.handshake_timeout = 5s", "listener.ssl.s.peer_cert_as_username = dn",
        "listener.ssl.s.peer_cert_as_clientid = md5", "listener.ssl.s.sni.7.hostname = *.a.b",
        "listener.ssl.s.sni.7.certfile = d.pem", "listener.ssl.s.sni.7.keyfile = e.pem");

    assertThat(listener("mqtt:ssl:s").layers().tls())
        .isEqualTo(
            new TlsSettings(
                new TlsSettings.Identity(home.resolve("c.pem"), Path.of("/k.pem"), "secret"),
                List.of(
                    new TlsSettings.HostIdentity(
                        7,
                        "*.a.b",
                        new TlsSettings.Identity(
                            home.resolve("d.pem"), home.resolve("e.pem"), null))),
                home.resolve("ca.pem"),
                TlsSettings.Clients.REQUIRED,
                List.of("TLSv1.2"),
                List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_AES_128_GCM_SHA256"),
                5_000,
                new TlsSettings.Names(CertificateName.DN, CertificateName.MD5)));
  }

  @Test
  void mapsEveryKeyOfWebSocketAndOfAUnixSocket() throws Exception {
    config.file(
        "listener.ws.external.mqtt_path = /m", "listener.ws.external.fail_if_no_subprotocol = off",
        "listener.ws.external.supported_subprotocols = mqtt,x",
        "listener.ws.external.max_frame_size = 1MB", "listener.ws.external.compress = on",
        "listener.ws.external.mqtt_piggyback = multiple",
        "listener.ws.external.check_origin_enable = on",
        "listener.ws.external.allow_origin_absence = off",
        "listener.ws.external.check_origins = https://a, https://b",
        "listener.ws.external.proxy_address_header = X-A",
        "listener.ws.external.proxy_port_header = X-P", "listener.unix.u = /run/u.sock",
        "listener.unix.u.mode = 0660", "listener.unix.u.max_connections = 2");

    assertThat(listener("mqtt:ws:external").layers().webSocket())
        .isEqualTo(
            new WebSocketSettings(
                "/m", List.of("mqtt", "x"), false,
                new WebSocketSettings.Frames(1 << 20, true, false),
                new WebSocketSettings.Origins(true, false, List.of("https://a", "https://b")),
                new WebSocketSettings.ProxyHeaders("X-A", "X-P")));
    assertThat(listener("mqtt:unix:u").layers().socketMode()).isEqualTo("rw-rw----");
    assertThat(listener("mqtt:unix:u").admittance().maxConnections()).isEqualTo(2);
    assertThat(listener("mqtt:unix:u").bind()).hasToString("/run/u.sock");
  }

  @Test
  void everyProtocolHasItsKeys() {
    for (Protocol protocol : Protocol.values()) {
      String any = ListenerKeys.prefix(protocol) + "any.";
      assertThat(SettingsTable.find(any + "max_connections")).isPresent();
      assertThat(SettingsTable.find(any + "access.1").isPresent()).isEqualTo(protocol.isInet());
      assertThat(SettingsTable.find(any + "certfile").isPresent()).isEqualTo(protocol.isTls());
      assertThat(SettingsTable.find(any + "mqtt_path").isPresent())
          .isEqualTo(protocol.isWebSocket());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tcp.external.access.1 = allow | 'allow' is not allow or deny and an address, a network or all, such as allow 192.168.0.0/16
          tcp.external.access.1 = deny example.org | 'deny example.org' is not allow or deny and an address, a network or all, such as allow 192.168.0.0/16
          tcp.external.access.1 = deny 10.0.0.0/33 | 'deny 10.0.0.0/33' is not allow or deny and an address, a network or all, such as allow 192.168.0.0/16
          tcp.external.tcp_keepalive = 1 | '1' is not off or three numbers such as 240,30,5
          ssl.external.tls_versions = tlsv1.1 | 'tlsv1.1' is not safe any more, expected one or more, separated by commas, of tlsv1.3, tlsv1.2
          ws.external.mqtt_path = mqtt | 'mqtt' is not a path such as /mqtt
          ws.external.check_origins = a,,b | 'a,,b' is not origins separated by commas, such as https://example.org
          unix.u.mode = 999 | '999' is not permissions in octal digits such as 0660
          """)
  void namesWhatIsWrong(String line, String words) throws IOException {
    config.file("listener." + line);

    assertThat(config.problems())
        .contains(
            "etc/broker.conf:1: listener." + line.substring(0, line.indexOf(' ')) + ": " + words);
  }
}
