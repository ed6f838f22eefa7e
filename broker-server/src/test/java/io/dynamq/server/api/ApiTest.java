package io.dynamq.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.auth.ban.BanList;
import io.dynamq.control.Publication;
import io.dynamq.hook.HookChain;
import io.dynamq.hook.Plugin;
import io.dynamq.message.Qos;
import io.dynamq.server.admin.FakeControl;
import io.dynamq.server.alarm.AlarmBook;
import io.dynamq.server.ban.BanBook;
import io.dynamq.server.config.AlarmConfig;
import io.dynamq.server.config.SlowConfig;
import io.dynamq.server.flow.SlowSubscribers;
import io.dynamq.server.flow.TopicMetrics;
import io.dynamq.server.plugin.FakePlugin;
import io.dynamq.server.plugin.PluginHost;
import io.dynamq.server.trace.TraceBook;
import io.dynamq.store.BanStore;
import io.dynamq.time.Time;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes, envelope, paging and the document that describes them. */
class ApiTest {
  private static final String NODE = "dynamq@127.0.0.1";

  @TempDir Path data;
  private final FakeControl control = new FakeControl();
  private Api api;
  private TraceBook traces;
  private final HookChain hooks = new HookChain();
  private final SlowSubscribers slow =
      new SlowSubscribers(new SlowConfig(true, 1, false, 10, 60_000), Time.system());
  private final AlarmBook alarms =
      new AlarmBook(
          new AlarmConfig(false, false, 10, 3_600_000, 90, 90),
          (topic, json) -> {},
          Time.system());

  @BeforeEach
  void open() {
    PluginHost host =
        new PluginHost(
            List.of(new FakePlugin()),
            data.resolve("loaded_plugins"),
            new HookChain(),
            () -> new Plugin.Context(null, List.of(), data, null, null));
    traces =
        new TraceBook(
            new TraceBook.Places(data.resolve("trace"), data.resolve("log"), 1 << 20),
            control,
            Time.system());
    BanBook bans =
        new BanBook(new BanList(Time.system()), BanStore.NONE, Time.system(), listener -> true);
    api =
        Api.of(
            new Source(
                control, host, bans, new Watching(traces, alarms, slow, new TopicMetrics(hooks, Time.system())), "0.1.0", 0, Time.system()));
  }

  @AfterEach
  void close() {
    traces.close();
  }

  private JsonNode ask(int status, String method, String path, String body) throws IOException {
    int question = path.indexOf('?');
    Map<String, String> query = new java.util.HashMap<>();
    if (question >= 0) {
      for (String pair : path.substring(question + 1).split("&")) {
        query.put(pair.split("=")[0], pair.split("=")[1]);
      }
    }
    String plain = question < 0 ? path : path.substring(0, question);
    Api.Result result = api.run(method, Api.BASE + plain, query, body);
    assertThat(result.status()).as(result.json()).isEqualTo(status);
    return new ObjectMapper().readTree(result.json());
  }

  private JsonNode get(String path) throws IOException {
    return ask(200, "GET", path, "");
  }

  @Test
  void listsComeInPages() throws IOException {
    JsonNode all = get("/clients");
    assertThat(all.get("code").asInt()).isZero();
    assertThat(all.get("meta").toString())
        .contains("\"page\":1", "\"limit\":10000", "\"count\":2", "\"hasnext\":false");
    assertThat(all.get("data")).hasSize(2);
    JsonNode first = get("/clients?_page=1&_limit=1");
    assertThat(first.get("meta").get("hasnext").asBoolean()).isTrue();
    assertThat(first.get("data").get(0).get("clientid").asText()).isEqualTo("c1");
    assertThat(get("/clients?_page=2&_limit=1").get("data").get(0).get("connected").asBoolean())
        .isFalse();
    assertThat(get("/clients?_page=9").get("data")).isEmpty();
    assertThat(ask(400, "GET", "/clients?_page=0", "").get("code").asInt()).isEqualTo(108);
    assertThat(ask(400, "GET", "/clients?_limit=x", "").get("message").asText())
        .isEqualTo("_limit: expected 1 to 100000");
  }

  @Test
  void clientsAreFoundAndKicked() throws IOException {
    JsonNode one = get("/clients/c1").get("data").get(0);
    assertThat(one.get("ip_address").asText()).isEqualTo("127.0.0.1");
    assertThat(one.get("port").asInt()).isEqualTo(62135);
    assertThat(one.get("max_inflight").asInt()).isEqualTo(32);
    assertThat(get("/clients/nobody").get("data")).isEmpty();
    assertThat(get("/clients/username/user").get("data")).hasSize(1);
    assertThat(get("/clients?_like_clientid=odd").get("data")).hasSize(1);
    assertThat(get("/clients?conn_state=connected").get("data")).hasSize(1);
    assertThat(get("/nodes/" + NODE + "/clients").get("data")).hasSize(2);
    ask(404, "GET", "/nodes/other@host/clients", "");
    assertThat(ask(200, "DELETE", "/clients/odd%07%2Fid%20%2B%25", "").toString())
        .isEqualTo("{\"code\":0}");
    assertThat(ask(404, "DELETE", "/clients/nobody", "").get("code").asInt()).isEqualTo(112);
  }

  @Test
  void messagesArePublished() throws IOException {
    JsonNode answer =
        ask(
            200, "POST", "/mqtt/publish",
            "{\"topics\":\"a/1,a/2\",\"clientid\":\"api\",\"payload\":\"aGk=\","
                + "\"encoding\":\"base64\",\"qos\":1,\"retain\":true}");
    assertThat(answer.get("data").get("ids")).hasSize(2);
    Publication second = control.published.get(1);
    assertThat(second.topic().value()).isEqualTo("a/2");
    assertThat(second.qos()).isEqualTo(Qos.AT_LEAST_ONCE);
    assertThat(second.retain()).isTrue();
    assertThat(second.payload()).isEqualTo("hi".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void eachOfABatchIsAnsweredByItself() throws IOException {
    JsonNode answer =
        ask(
            200, "POST", "/mqtt/publish_batch",
            "[{\"topic\":\"a\",\"clientid\":\"api\",\"payload\":\"1\"},"
                + "{\"topic\":\"a/#\",\"clientid\":\"api\",\"payload\":\"2\"},"
                + "{\"topic\":\"full/x\",\"clientid\":\"api\",\"payload\":\"3\"},7]");
    assertThat(answer.get("data").findValues("code").toString()).isEqualTo("[0, 115, 102, 108]");
    assertThat(control.published).hasSize(1);
  }

  @Test
  void mistakesAreNamed() throws IOException {
    assertThat(ask(400, "POST", "/mqtt/publish", "{").get("code").asInt()).isEqualTo(109);
    assertThat(ask(400, "POST", "/mqtt/publish", "{\"payload\":\"x\"}").toString())
        .isEqualTo("{\"code\":107,\"message\":\"missing: clientid\"}");
    String call = "{\"topic\":\"a\",\"clientid\":\"api\",\"payload\":\"x\",%s}";
    for (String wrong :
        List.of("\"qos\":3", "\"qos\":\"1\"", "\"encoding\":\"gzip\"", "\"retain\":\"yes\"")) {
      assertThat(ask(400, "POST", "/mqtt/publish", call.formatted(wrong)).get("code").asInt())
          .as(wrong)
          .isEqualTo(108);
    }
    assertThat(ask(404, "GET", "/nothing", "").get("code").asInt()).isEqualTo(102);
    assertThat(ask(405, "POST", "/clients", "").get("message").asText()).isEqualTo("expected GET");
    ask(404, "GET", "/clients/%zz", "");
  }

  @Test
  void clientsAreSubscribed() throws IOException {
    String body = "{\"clientid\":\"%s\",\"topic\":\"%s\",\"qos\":1}";
    ask(200, "POST", "/mqtt/subscribe", body.formatted("c1", "b/#"));
    assertThat(get("/subscriptions/c1").get("data").findValuesAsText("topic")).contains("b/#");
    ask(200, "POST", "/mqtt/unsubscribe", body.formatted("c1", "b/#"));
    assertThat(ask(404, "POST", "/mqtt/subscribe", body.formatted("nobody", "b")).get("code").asInt())
        .isEqualTo(112);
    assertThat(ask(400, "POST", "/mqtt/subscribe", body.formatted("c1", "b/#/c")).get("code").asInt())
        .isEqualTo(115);
  }

  @Test
  void clientsAreBanned() throws IOException {
    JsonNode answer =
        ask(200, "POST", "/banned", "{\"who\":\"c/1\",\"as\":\"clientid\",\"reason\":\"r\"}");
    JsonNode ban = answer.get("data");
    assertThat(ban.get("by").asText()).isEqualTo("user");
    assertThat(ban.get("until").asLong() - ban.get("at").asLong()).isEqualTo(300);
    ask(
        200, "POST", "/banned",
        "{\"who\":\"10.0.0.0/8\",\"as\":\"peerhost\",\"by\":\"b\",\"at\":1,\"until\":4000000000}");
    assertThat(get("/banned").get("data").findValuesAsText("who"))
        .containsExactlyInAnyOrder("c/1", "10.0.0.0/8");
    assertThat(ask(200, "DELETE", "/banned/clientid/c%2F1", "").toString()).isEqualTo("{\"code\":0}");
    assertThat(get("/banned").get("data").findValuesAsText("until")).containsExactly("4000000000");
    ask(404, "DELETE", "/banned/clientid/c%2F1", "");
    assertThat(ask(400, "POST", "/banned", "{\"who\":\"x\"}").get("code").asInt()).isEqualTo(107);
    for (String wrong :
        List.of("\"as\":\"shoe\"", "\"as\":\"peerhost\"", "\"as\":\"clientid\",\"until\":1")) {
      assertThat(
              ask(400, "POST", "/banned", "{\"who\":\"x\"," + wrong + "}").get("code").asInt())
          .as(wrong)
          .isEqualTo(108);
    }
  }

  @Test
  void theNodeIsShown() throws IOException {
    assertThat(get("/brokers/" + NODE).get("data").get("version").asText()).isEqualTo("0.1.0");
    assertThat(get("/nodes").get("data").get(0).get("node_status").asText()).isEqualTo("Running");
    assertThat(get("/metrics").get("data").get(0).get("metrics").get("bytes.received").asInt())
        .isEqualTo(10);
    assertThat(get("/nodes/" + NODE + "/stats").get("data").get("connections.count").asInt())
        .isEqualTo(1);
    assertThat(get("/listeners").get("data").get(0).get("listeners").get(0).get("identifier"))
        .hasToString("\"mqtt:tcp:external\"");
    assertThat(get("/routes/t%2F%2B%2Fx").get("data")).hasSize(1);
  }

  @Test
  void tracesAreStartedReadAndStopped() throws IOException {
    String body = "{\"name\":\"%s\",\"type\":\"topic\",\"topic\":\"%s\"%s}";
    assertThat(get("/trace/").get("data")).isEmpty();
    assertThat(ask(200, "POST", "/trace/", body.formatted("n1", "a/#", "")).toString())
        .isEqualTo("{\"code\":0}");
    JsonNode row = get("/trace").get("data").get(0);
    assertThat(row.get("topic").asText()).isEqualTo("a/#");
    assertThat(row.get("status").asText()).isEqualTo("running");
    assertThat(row.get("log_size").get(NODE).asLong()).isPositive();
    JsonNode part = get("/trace/n1/log?position=2&bytes=5").get("data");
    assertThat(part.toString())
        .contains("\"items\":\"trace\"", "\"position\":7", "\"bytes\":5");
    assertThat(get("/trace/n1/log?position=9999").get("data").get("items").asText()).isEmpty();
    assertThat(get("/trace/n1/detail").get("data").get(0).get("node").asText()).isEqualTo(NODE);
    Api.Result zip = api.run("GET", Api.BASE + "/trace/n1/download", Map.of(), "");
    assertThat(zip.file().name()).isEqualTo("n1.zip");
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    zip.file().write(archive);
    ZipInputStream entries = new ZipInputStream(new ByteArrayInputStream(archive.toByteArray()));
    assertThat(entries.getNextEntry().getName()).isEqualTo(NODE + "-trace_n1.log");
    assertThat(new String(entries.readAllBytes(), StandardCharsets.UTF_8)).startsWith("# trace");
    ask(404, "GET", "/trace/n2/download", "");
    assertThat(ask(200, "PUT", "/trace/n1/stop", "").get("data").get("enable").asBoolean())
        .isFalse();
    assertThat(get("/trace").get("data").get(0).get("status").asText()).isEqualTo("stopped");
    ask(409, "POST", "/trace", body.formatted("n1", "a/#", ""));
    ask(400, "POST", "/trace", body.formatted("../n", "a/#", ""));
    ask(400, "POST", "/trace", body.formatted("n2", "a/#/b", ""));
    ask(400, "POST", "/trace", body.formatted("n2", "a", ",\"end_at\":\"tomorrow\""));
    ask(400, "POST", "/trace", body.formatted("n2", "a", ",\"end_at\":\"2001-01-01T00:00:00Z\""));
    ask(400, "GET", "/trace/n1/log?bytes=99999999", "");
    ask(200, "DELETE", "/trace/n1", "");
    ask(404, "DELETE", "/trace/n1", "");
    ask(404, "GET", "/trace/n1/log", "");
    ask(200, "POST", "/trace", body.formatted("n3", "a", ",\"payload\":true"));
    ask(200, "DELETE", "/trace/", "");
    assertThat(get("/trace").get("data")).isEmpty();
  }

  @Test
  void alarmsAreListedAndEnded() throws IOException {
    alarms.activate("high_disk_usage", Map.of("usage", 93), "93% of it in use");
    JsonNode of = get("/alarms/activated").get("data").get(0);
    assertThat(of.get("node").asText()).isEqualTo(NODE);
    JsonNode alarm = of.get("alarms").get(0);
    assertThat(alarm.get("name").asText()).isEqualTo("high_disk_usage");
    assertThat(alarm.get("details").get("usage").asInt()).isEqualTo(93);
    assertThat(alarm.get("deactivate_at").asText()).isEqualTo("infinity");
    assertThat(get("/nodes/" + NODE + "/alarms/activated").get("data")).hasSize(1);
    assertThat(get("/nodes/" + NODE + "/alarms/deactivated").get("data")).isEmpty();
    String one = "{\"name\":\"high_disk_usage\",\"node\":\"%s\"}";
    ask(404, "POST", "/alarms/deactivated", one.formatted("other@host"));
    ask(200, "POST", "/alarms/deactivated", one.formatted(NODE));
    ask(404, "POST", "/alarms/deactivated", one.formatted(NODE));
    JsonNode over = get("/alarms").get("data").get(0).get("alarms").get(0);
    assertThat(over.get("activated").asBoolean()).isFalse();
    assertThat(over.get("deactivate_at").asLong())
        .isGreaterThanOrEqualTo(over.get("activate_at").asLong());
    ask(200, "DELETE", "/alarms/deactivated", "");
    assertThat(get("/alarms").get("data").get(0).get("alarms")).isEmpty();
    ask(404, "GET", "/nodes/other@host/alarms", "");
  }

  @Test
  void topicsAreCounted() throws IOException {
    assertThat(get("/topic-metrics").get("data")).isEmpty();
    assertThat(ask(400, "POST", "/topic-metrics", "{\"topic\":\"a/#\"}").get("code").asInt())
        .isEqualTo(115);
    ask(200, "POST", "/topic-metrics", "{\"topic\":\"a/b\"}");
    JsonNode figures = get("/topic-metrics/a%2Fb").get("data");
    assertThat(figures.get("messages.in.count").asLong()).isZero();
    assertThat(figures.get("messages.dropped.rate").asDouble()).isZero();
    assertThat(get("/topic-metrics").get("data").get(0).get("topic").asText()).isEqualTo("a/b");
    ask(200, "DELETE", "/topic-metrics/a%2Fb", "");
    ask(404, "DELETE", "/topic-metrics/a%2Fb", "");
    ask(404, "GET", "/topic-metrics/a%2Fb", "");
    ask(200, "DELETE", "/topic-metrics", "");
    assertThat(get("/slow_subscriptions").get("data")).isEmpty();
    ask(200, "DELETE", "/slow_subscriptions", "");
  }

  /** What the document says of each operation holds when it is called. */
  @Test
  void theDocumentTellsWhatIsAnswered() throws IOException {
    JsonNode document = get("/openapi.json");
    Set<String> described = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        described.add(operation.getKey() + " " + path.getKey());
        asDescribed(path.getKey(), operation.getKey(), operation.getValue());
      }
    }
    assertThat(described).hasSize(api.routes().size());
  }

  private void asDescribed(String path, String method, JsonNode operation) throws IOException {
    String actual =
        path.replace("{node}", NODE)
            .replace("{clientid}", "c1")
            .replace("{username}", "user")
            .replace("{topic}", "t")
            .replace("{name}", "no_such_trace")
            .replace("{plugin}", "emqx_fake")
            .replace("{as}", "clientid")
            .replace("{who}", "banned");
    for (JsonNode parameter : operation.path("parameters")) {
      assertThat(parameter.get("in").asText().equals("path"))
          .isEqualTo(path.contains("{" + parameter.get("name").asText() + "}"));
    }
    String body = "{\"clientid\":\"c1\",\"topic\":\"t\",\"payload\":\"x\"}";
    if (path.equals("/banned")) {
      body = "{\"who\":\"banned\",\"as\":\"clientid\"}";
    }
    if (path.endsWith("_batch")) {
      body = "[" + body + "]";
    }
    Api.Result result =
        api.run(
            method.toUpperCase(java.util.Locale.ROOT),
            Api.BASE + actual,
            Map.of(),
            operation.has("requestBody") ? body : "");
    JsonNode answer = new ObjectMapper().readTree(result.json());
    String as = result.status() == 200 ? "200" : "default";
    JsonNode schema =
        operation.get("responses").get(as).get("content").get("application/json").get("schema");
    assertThat(new TreeSet<>(names(answer))).as(method + " " + path + " " + result.json())
        .isEqualTo(new TreeSet<>(texts(schema.get("required"))));
    for (String name : names(answer)) {
      assertThat(answer.get(name).getNodeType().name().toLowerCase(java.util.Locale.ROOT))
          .as(method + " " + path + ": " + name)
          .isEqualTo(schema.get("properties").get(name).get("type").asText()
              .replace("integer", "number"));
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new java.util.ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
