package io.dynamq.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder;
import java.io.File;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote, over TLS, WebSocket and both, against one running broker. */
class TransportsIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path directory;
  private static TestAuthority authority;
  private static BrokerProcess broker;
  private static int ssl;
  private static int ws;
  private static int wss;

  @BeforeAll
  static void start() throws Exception {
    authority = new TestAuthority(Files.createDirectory(directory.resolve("certs")));
    ssl = BrokerProcess.freePort();
    ws = BrokerProcess.freePort();
    wss = BrokerProcess.freePort();
    broker =
        new BrokerProcess(directory.resolve("data"))
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL", "127.0.0.1:" + ssl)
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__CERTFILE", authority.file("server.pem"))
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__KEYFILE", authority.file("server-key.pem"))
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__CACERTFILE", authority.file("ca.pem"))
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__VERIFY", "verify_peer")
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__PEER_CERT_AS_USERNAME", "cn")
            .with("DYNAMQ_LISTENER__WS__EXTERNAL", "127.0.0.1:" + ws)
            .with("DYNAMQ_LISTENER__WSS__EXTERNAL", "127.0.0.1:" + wss)
            .with("DYNAMQ_LISTENER__WSS__EXTERNAL__CERTFILE", authority.file("server.pem"))
            .with("DYNAMQ_LISTENER__WSS__EXTERNAL__KEYFILE", authority.file("server-key.pem"))
            .with("DYNAMQ_LISTENER__UNIX__LOCAL", directory.resolve("mqtt.sock").toString())
            .start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  private static String url(String scheme) {
    return switch (scheme) {
      case "ssl" -> "ssl://127.0.0.1:" + ssl;
      case "ws" -> "ws://127.0.0.1:" + ws + "/mqtt";
      default -> "wss://127.0.0.1:" + wss + "/mqtt";
    };
  }

  @Test
  void everyListenerIsShown() {
    assertThat(broker.ctl("listeners").succeeded().out())
        .contains(
            "mqtt:ssl:external\n  listen_on       : 127.0.0.1:" + ssl,
            "mqtt:tcp:external\n  listen_on       : 127.0.0.1:" + broker.mqttPort(),
            "mqtt:unix:local\n  listen_on       : " + directory.resolve("mqtt.sock"),
            "mqtt:ws:external\n  listen_on       : 127.0.0.1:" + ws,
            "mqtt:wss:external\n  listen_on       : 127.0.0.1:" + wss);
    assertThat(broker.output())
        .contains("MQTT, TLS       127.0.0.1:" + ssl + " (external)")
        .contains("WebSocket, TLS  127.0.0.1:" + wss + " (external)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl", "ws", "wss"})
  void hiveMqClientExchanges(String scheme) throws Exception {
    Mqtt5ClientBuilder builder =
        MqttClient.builder().useMqttVersion5().identifier("hive-" + scheme).serverHost("127.0.0.1");
    builder = builder.serverPort(scheme.equals("ssl") ? ssl : scheme.equals("ws") ? ws : wss);
    if (!scheme.equals("ws")) {
      builder = builder.sslConfig().trustManagerFactory(authority.trust()).applySslConfig();
    }
    if (!scheme.equals("ssl")) {
      builder = builder.webSocketConfig().serverPath("mqtt").applyWebSocketConfig();
    }
    Mqtt5BlockingClient client = builder.buildBlocking();
    client.connect();
    try (var publishes = client.publishes(MqttGlobalPublishFilter.ALL, false)) {
      client.subscribeWith().topicFilter("hive/" + scheme).qos(MqttQos.EXACTLY_ONCE).send();
      byte[] payload = new byte[300_000];
      payload[299_999] = 7;
      client
          .publishWith()
          .topic("hive/" + scheme)
          .qos(MqttQos.EXACTLY_ONCE)
          .payload(payload)
          .send();
      assertThat(publishes.receive(20, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
          .isEqualTo(payload);
    }
    client.disconnect();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl", "ws", "wss"})
  void pahoForMqtt3Exchanges(String scheme) throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    var client =
        new org.eclipse.paho.client.mqttv3.MqttClient(
            url(scheme), "paho3-" + scheme, new MemoryPersistence());
    MqttConnectOptions options = new MqttConnectOptions();
    if (!scheme.equals("ws")) {
      options.setSocketFactory(authority.context().getSocketFactory());
    }
    client.connect(options);
    client.subscribe("paho3/" + scheme, 2, (topic, message) -> got.add(message.toString()));
    for (int qos = 0; qos < 3; qos++) {
      client.publish(
          "paho3/" + scheme, ("m" + qos).getBytes(StandardCharsets.UTF_8), qos, false);
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> assertThat(got).containsExactlyInAnyOrder("m0", "m1", "m2"));
    client.disconnect();
    client.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ssl", "ws", "wss"})
  void pahoForMqtt5Exchanges(String scheme) throws Exception {
    List<String> got = new CopyOnWriteArrayList<>();
    var client =
        new org.eclipse.paho.mqttv5.client.MqttClient(
            url(scheme),
            "paho5-" + scheme,
            new org.eclipse.paho.mqttv5.client.persist.MemoryPersistence());
    MqttConnectionOptions options = new MqttConnectionOptions();
    if (!scheme.equals("ws")) {
      options.setSocketFactory(authority.context().getSocketFactory());
    }
    client.setCallback(new Paho5Listener(got));
    client.connect(options);
    client.subscribe("paho5/" + scheme, 2);
    client.publish("paho5/" + scheme, "once".getBytes(StandardCharsets.UTF_8), 2, false);
    await().atMost(SOON).untilAsserted(() -> assertThat(got).containsExactly("once"));
    client.disconnect();
    client.close();
  }

  @Test
  void mosquittoClientsShowACertificateThatNamesThem() {
    Command.require("mosquitto_sub");
    for (String version : new String[] {"mqttv31", "mqttv311", "mqttv5"}) {
      String topic = "mosq/tls/" + version;
      mosquitto("mosquitto_pub", version, "-t", topic, "-q", "1", "-r", "-m", version);
      assertThat(
              mosquitto("mosquitto_sub", version, "-t", topic, "-q", "2", "-C", "1", "-W", "20")
                  .out()
                  .trim())
          .isEqualTo(version);
    }
    mosquitto(
        "mosquitto_sub", "mqttv311", "-c", "-q", "1", "-E", "-t", "mosq/kept", "-u", "mallory");
    assertThat(broker.ctl("clients", "show", "tls-mqttv311").succeeded().out())
        .contains("username=alice");
  }

  private static Command.Result mosquitto(String program, String version, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(program, "-h", "127.0.0.1", "-p", Integer.toString(ssl)));
    command.addAll(List.of("-V", version, "-i", "tls-" + version));
    command.addAll(List.of("--cafile", authority.file("ca.pem")));
    command.addAll(List.of("--cert", authority.file("client.pem")));
    command.addAll(List.of("--key", authority.file("client-key.pem")));
    command.addAll(List.of(arguments));
    return Command.run(command.toArray(String[]::new)).succeeded();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqtts", "ws", "wss"})
  void mqttJsExchangesInBothVersions(String scheme) throws Exception {
    Command.require("node");
    Command.require("npm");
    File modules = RealClientsIT.mqttJs();
    Path script = Command.root().resolve("broker-server/src/test/resources/e2e/exchange.cjs");
    String url = scheme.equals("mqtts") ? "mqtts://127.0.0.1:" + ssl : url(scheme);
    List<String> command = new ArrayList<>(List.of("node", script.toString(), url));
    if (!scheme.equals("ws")) {
      command.add(authority.file("ca.pem"));
    }
    ProcessBuilder node = new ProcessBuilder(command);
    node.environment().put("NODE_PATH", modules.toString());
    assertThat(Command.run(node).succeeded().out().trim()).isEqualTo("ok");
  }

  @Test
  void aClientOnAUnixSocketIsShown() throws Exception {
    try (SocketChannel client =
        SocketChannel.open(UnixDomainSocketAddress.of(directory.resolve("mqtt.sock")))) {
      client.write(
          ByteBuffer.wrap(
              HexFormat.of().parseHex("100d00044d5154540402003c0001" + "75")));
      ByteBuffer answer = ByteBuffer.allocate(4);
      while (answer.hasRemaining() && client.read(answer) >= 0) {
        continue;
      }
      assertThat(answer.array()).isEqualTo(new byte[] {0x20, 2, 0, 0});
      assertThat(broker.ctl("clients", "show", "u").succeeded().out()).contains("peername=unix,");
    }
  }

  @Test
  void oneWrongFileIsOneLineAndExitCode2() throws Exception {
    Path config = directory.resolve("wrong.conf");
    Files.writeString(
        config,
        "listener.ssl.external.certfile = " + authority.file("server.pem")
            + "\nlistener.ssl.external.keyfile = " + authority.file("client-key.pem")
            + "\ninclude etc/plugins/*.conf\n");
    try (BrokerProcess other =
        new BrokerProcess(directory.resolve("other")).configuredBy(config)) {
      for (String word : new String[] {"check-config", "foreground"}) {
        Command.Result result = other.broker(word);
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err())
            .contains(
                config + ":2: listener.ssl.external.keyfile: " + authority.file("client-key.pem")
                    + " does not belong to the certificate of CN=localhost, expected the key that"
                    + " was made with it");
      }
    }
  }
}
