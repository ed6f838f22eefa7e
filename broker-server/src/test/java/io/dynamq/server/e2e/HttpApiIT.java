package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.connected;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.testkit.RawClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API of a broker with clients, by an API key. */
class HttpApiIT {
  @TempDir static Path dataDirectory;
  private static BrokerProcess broker;
  private static String authorization;
  private static String address;

  @BeforeAll
  static void start() throws IOException {
    broker = new BrokerProcess(dataDirectory).start();
    String secret = broker.ctl("mgmt", "insert", "app", "App").succeeded().out();
    String pair = "app:" + secret.substring("AppSecret: ".length()).strip();
    authorization =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    String endpoint = Files.readString(dataDirectory.resolve("admin.endpoint"));
    address = endpoint.lines().findFirst().orElseThrow().substring("listener = ".length());
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static JsonNode ask(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v4" + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .header("Authorization", authorization)
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }

  /** The only file of a zip archive. */
  private static String downloaded(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v4" + path))
            .header("Authorization", authorization)
            .build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/zip");
    ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(response.body()));
    assertThat(zip.getNextEntry().getName()).startsWith("dynamq@127.0.0.1-trace_");
    return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsPublishedReachesSubscribersNowAndLater() throws Exception {
    try (RawClient away = connected(broker, "away", false)) {
      away.send(subscribe("t/#", 1)).expect("90 03 00 01 01");
      away.send("e0 00").expectClose();
    }
    try (RawClient live = connected(broker, "live", true)) {
      live.send(subscribe("t/#", 0)).expect("90 03 00 01 00");
      JsonNode answer =
          ask("POST", "/mqtt/publish",
              "{\"topic\":\"t/1\",\"clientid\":\"api\",\"payload\":\"hi\",\"qos\":1}");
      assertThat(answer.get("data").get("ids").get(0).asText()).hasSize(32);
      live.expect("30 07 00 03 74 2f 31 68 69");
      assertThat(ask("GET", "/clients/live", "").get("data").get(0).get("connected").asBoolean())
          .isTrue();
      assertThat(ask("GET", "/clients?conn_state=disconnected", "").get("data").get(0).get("mqueue_len").asInt())
          .isEqualTo(1);
      assertThat(ask("DELETE", "/clients/live", "").get("code").asInt()).isZero();
      live.expectClose();
    }
  }

  @Test
  void aTopicIsTracedAndCountedFromPublishToTheAwayClient() throws Exception {
    try (RawClient away = connected(broker, "gone", false)) {
      away.send(subscribe("traced/#", 1)).expect("90 03 00 01 01");
      away.send("e0 00").expectClose();
    }
    ask("POST", "/trace", "{\"name\":\"it\",\"type\":\"topic\",\"topic\":\"traced/#\"}");
    ask("POST", "/topic-metrics", "{\"topic\":\"traced/1\"}");
    try (RawClient publisher = connected(broker, "p", true)) {
      publisher.send(publish("traced/1", 1, 9, "secret")).expect("40 02 00 09");
    }
    assertThat(ask("GET", "/trace/it/log?bytes=9999", "").get("data").get("items").asText())
        .contains(
            "p@127.0.0.1:", " received PUBLISH qos=1 id=9 topic=\"traced/1\" bytes=6\n",
            " published \"traced/1\" msgid=", " receivers=1\n",
            " gone queued \"traced/1\" msgid=")
        .doesNotContain("secret");
    assertThat(downloaded("/trace/it/download")).contains(" received PUBLISH qos=1 id=9 ");
    JsonNode figures = ask("GET", "/topic-metrics/traced%2F1", "").get("data");
    assertThat(figures.get("messages.qos1.in.count").asLong()).isEqualTo(1);
    assertThat(figures.get("messages.out.count").asLong()).isZero();
    assertThat(broker.ctl("traces", "delete", "it").succeeded().out())
        .isEqualTo("Del cluster_trace it successfully\n");
    ask("DELETE", "/topic-metrics", "");
    assertThat(broker.ctl("alarms", "list").succeeded().out()).doesNotContain("store_degraded");
  }
}
