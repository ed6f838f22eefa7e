package io.dynamq.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.net.websocket.WebSocketSettings;
import io.dynamq.net.websocket.WebSocketSettings.Origins;
import io.dynamq.net.websocket.WebSocketSettings.ProxyHeaders;
import io.dynamq.observe.Metric;
import io.dynamq.testkit.Mqtt311;
import io.dynamq.testkit.Mqtt5;
import io.dynamq.testkit.RawClient;
import io.dynamq.testkit.WebSocketPeer;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketUpgradeTest {
  private static final String SWITCHING = "HTTP/1.1 101 Switching Protocols";
  private static final String MQTT = "Sec-WebSocket-Protocol: mqtt";
  private static final WebSocketSettings USUAL = WebSocketSettings.DEFAULT;

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

  private static WebSocketSettings with(Origins origins, ProxyHeaders headers, boolean required) {
    return new WebSocketSettings(
        USUAL.path(), USUAL.subprotocols(), required, USUAL.frames(), origins, headers);
  }

  private static List<String> ask(InetSocketAddress address, String... lines) {
    try (RawClient client = RawClient.connect(address)) {
      return WebSocketPeer.request(client, lines);
    }
  }

  private static String[] upgrade(String... headers) {
    return WebSocketPeer.upgrade("/mqtt", headers);
  }

  @Test
  @Mqtt5({"MQTT-6.0.0-3", "MQTT-6.0.0-4"})
  @Mqtt311({"MQTT-6.0.0-3", "MQTT-6.0.0-4"})
  void selectsTheSubprotocolMqttWhateverElseIsOffered() {
    InetSocketAddress address = listen(USUAL);
    for (String offer : new String[] {"mqtt", "mqttv3.1, mqtt", "chat,mqtt-v3,mqtt"}) {
      assertThat(ask(address, upgrade("Sec-WebSocket-Protocol: " + offer)))
          .startsWith(SWITCHING)
          .contains(
              "sec-websocket-protocol: mqtt",
              "sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }
    assertThat(ask(address, upgrade("Sec-WebSocket-Protocol: chat", MQTT)))
        .contains("sec-websocket-protocol: mqtt");
    assertThat(ask(address, upgrade("Sec-WebSocket-Protocol: mqttv3.1")))
        .contains("sec-websocket-protocol: mqttv3.1");
  }

  @Test
  @Mqtt5({"MQTT-6.0.0-3"})
  @Mqtt311({"MQTT-6.0.0-3"})
  void refusesAClientThatOffersNoSubprotocolOfOurs() {
    InetSocketAddress address = listen(USUAL);
    assertThat(ask(address, upgrade())).startsWith("HTTP/1.1 400 Bad Request");
    assertThat(ask(address, upgrade("Sec-WebSocket-Protocol: MQTT, chat")))
        .startsWith("HTTP/1.1 400 Bad Request");
    await().until(() -> net.meters().value(Metric.CONNECTIONS_UPGRADE_REFUSED) == 2);
  }

  @Test
  void takesAClientWithoutSubprotocolWhereThatIsAllowed() {
    InetSocketAddress address = listen(with(Origins.ANY, ProxyHeaders.NONE, false));
    assertThat(ask(address, upgrade()))
        .startsWith(SWITCHING)
        .noneMatch(line -> line.startsWith("sec-websocket-protocol"));
  }

  @Test
  void answersOtherRequestsWithHttpErrors() {
    InetSocketAddress address = listen(USUAL);
    assertThat(ask(address, "GET / HTTP/1.1", "Host: a")).startsWith("HTTP/1.1 404 Not Found");
    assertThat(ask(address, WebSocketPeer.upgrade("/mqttx", MQTT)))
        .startsWith("HTTP/1.1 404 Not Found");
    assertThat(ask(address, "POST /mqtt HTTP/1.1", "Host: a", "Content-Length: 0"))
        .startsWith("HTTP/1.1 405 Method Not Allowed")
        .contains("allow: GET");
    assertThat(ask(address, "GET /mqtt HTTP/1.1", "Host: a"))
        .startsWith("HTTP/1.1 426 Upgrade Required")
        .contains("upgrade: websocket", "sec-websocket-version: 13", "connection: close");
    String[] old = upgrade(MQTT);
    old[4] = "Sec-WebSocket-Version: 8";
    assertThat(ask(address, old)).startsWith("HTTP/1.1 426 Upgrade Required");
    String[] keyless = upgrade(MQTT);
    keyless[5] = "Sec-WebSocket-Key: short";
    assertThat(ask(address, keyless)).startsWith("HTTP/1.1 400 Bad Request");
    String[] hostless = upgrade(MQTT);
    hostless[1] = "X: y";
    assertThat(ask(address, hostless)).startsWith("HTTP/1.1 400 Bad Request");
    assertThat(ask(address, upgrade(MQTT, "Content-Length: 5")))
        .startsWith("HTTP/1.1 400 Bad Request");
    assertThat(ask(address, "\u0001\u0002")).startsWith("HTTP/1.1 400 Bad Request");
  }

  @Test
  void closesBehindAnHttpError() {
    try (RawClient client = RawClient.connect(listen(USUAL))) {
      List<String> answer = WebSocketPeer.request(client, "GET / HTTP/1.1", "Host: a");
      assertThat(answer).contains("content-length: 22");
      assertThat(new String(client.read(22), StandardCharsets.UTF_8))
          .isEqualTo("there is nothing here\n");
      client.expectClose();
    }
    assertThat(acceptor.isUntouched()).isTrue();
  }

  @Test
  void boundsLineAndHeaders() {
    InetSocketAddress address = listen(USUAL);
    assertThat(ask(address, WebSocketPeer.upgrade("/mqtt?" + "x".repeat(5_000), MQTT)))
        .startsWith("HTTP/1.1 414 Request-URI Too Long");
    assertThat(ask(address, upgrade("X: " + "x".repeat(9_000))))
        .startsWith("HTTP/1.1 431 Request Header Fields Too Large");
  }

  @Test
  void takesAPathWithAQuery() {
    assertThat(ask(listen(USUAL), WebSocketPeer.upgrade("/mqtt?a=b", MQTT))).startsWith(SWITCHING);
  }

  @Test
  void takesFramesThatComeTogetherWithTheRequest() {
    try (RawClient client = RawClient.connect(listen(USUAL))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      String request = String.join("\r\n", upgrade(MQTT)) + "\r\n\r\n";
      all.writeBytes(request.getBytes(StandardCharsets.US_ASCII));
      all.writeBytes(
          WebSocketPeer.frame(WebSocketPeer.BINARY, RawClient.bytes(NetFixture.CONNECT)));
      client.send(all.toByteArray());
      EchoAcceptor.Link link = acceptor.next();
      await().until(() -> link.events.contains("Connect"));
    }
  }

  @Test
  void checksWhosePageConnects() {
    Origins origins = new Origins(true, false, List.of("https://good.example"));
    InetSocketAddress address = listen(with(origins, ProxyHeaders.NONE, true));
    assertThat(ask(address, upgrade(MQTT, "Origin: https://good.example"))).startsWith(SWITCHING);
    assertThat(ask(address, upgrade(MQTT, "Origin: https://bad.example")))
        .startsWith("HTTP/1.1 403 Forbidden");
    assertThat(ask(address, upgrade(MQTT))).startsWith("HTTP/1.1 403 Forbidden");
  }

  @Test
  void believesAProxysHeadersWhereToldTo() {
    InetSocketAddress address =
        listen(with(Origins.ANY, new ProxyHeaders("X-Forwarded-For", "X-Forwarded-Port"), true));
    ask(address, upgrade(MQTT, "X-Forwarded-For: 2001:db8::7, 10.0.0.1", "X-Forwarded-Port: 99"));
    assertThat(acceptor.next().connection.peer().remote())
        .isEqualTo(new InetSocketAddress("2001:db8::7", 99));
    ask(address, upgrade(MQTT, "X-Forwarded-For: evil.example", "X-Forwarded-Port: 99"));
    assertThat(acceptor.next().connection.peer().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void doesNotBelieveThemOtherwise() {
    ask(listen(USUAL), upgrade(MQTT, "X-Forwarded-For: 192.0.2.1"));
    assertThat(acceptor.next().connection.peer().host()).isEqualTo("127.0.0.1");
  }

  @Test
  void doesNotWaitForeverForARequest() {
    try (RawClient client = RawClient.connect(listen(USUAL)).send("474554")) {
      await().until(() -> net.listeners().list().get(0).connections() == 1);
      net.pass(10_001);
      client.expectClose();
      await().until(() -> net.meters().value(Metric.CONNECTIONS_UPGRADE_REFUSED) == 1);
    }
  }
}
