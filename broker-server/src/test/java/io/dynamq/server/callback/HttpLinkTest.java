package io.dynamq.server.callback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.server.config.HttpConfig;
import io.dynamq.testkit.FakeTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLinkTest {
  private static final ReasonCode AWAY = ReasonCode.SERVER_UNAVAILABLE;

  private final FakeTime time = new FakeTime();
  private final Meters meters = new Meters();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String body = "";
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private HttpServer server;
  private HttpLink link;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/auth",
        exchange -> {
          asked.add(
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          try {
            gate.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    open(5_000, 2, 0);
  }

  private void open(long timeoutMillis, int requests, long keepMillis) {
    if (link != null) {
      link.close();
    }
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/auth");
    link = new HttpLink(new HttpConfig(url, timeoutMillis, requests, keepMillis), meters, time);
  }

  @AfterEach
  void stop() {
    gate.countDown();
    link.close();
    server.stop(0);
  }

  private CompletableFuture<Opinion> ask(String password) {
    return link.judge(
        new Credentials(
            "d\"1",
            "ann",
            password == null ? null : password.getBytes(StandardCharsets.ISO_8859_1),
            new InetSocketAddress("127.0.0.1", 5),
            "mqtt:tcp:x"));
  }

  private String said(String password) {
    Opinion opinion = ask(password).join();
    if (opinion instanceof Opinion.Allow allow) {
      return allow.standing().superuser() ? "super" : "allow";
    }
    return opinion instanceof Opinion.Deny deny ? deny.code().name() : "none";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "200||allow",
        "204||allow",
        "200|ok|allow",
        "200|{\"result\":\"allow\"}|allow",
        "200|{\"result\":\"allow\",\"is_superuser\":true}|super",
        "200|{\"result\":\"deny\",\"is_superuser\":true}|BAD_USER_NAME_OR_PASSWORD",
        "200|{\"result\":\"perhaps\"}|BAD_USER_NAME_OR_PASSWORD",
        "200|{\"result\":\"ignore\"}|none",
        "200|ignore|none",
        "401||BAD_USER_NAME_OR_PASSWORD",
        "403|{\"result\":\"allow\"}|BAD_USER_NAME_OR_PASSWORD",
        "302||SERVER_UNAVAILABLE",
        "500|{\"result\":\"allow\"}|SERVER_UNAVAILABLE",
        "200|{\"result|SERVER_UNAVAILABLE",
      })
  void understandsTheAnswer(int code, String text, String expected) {
    status = code;
    body = text == null ? "" : text;
    assertThat(said("secret")).isEqualTo(expected);
  }

  @Test
  void tellsWhatTheClientSaid() {
    said("sec\"ret");
    assertThat(asked)
        .containsExactly(
            "{\"clientid\":\"d\\\"1\",\"username\":\"ann\",\"password\":\"sec\\\"ret\","
                + "\"peerhost\":\"127.0.0.1\",\"listener\":\"mqtt:tcp:x\"}");
    assertThat(said(null)).isEqualTo("none");
    assertThat(said("\u00ff")).isEqualTo("BAD_USER_NAME_OR_PASSWORD");
    assertThat(asked).hasSize(1);
  }

  @Test
  void asksAboutSoManyAtATime() {
    gate = new CountDownLatch(1);
    CompletableFuture<Opinion> one = ask("1");
    CompletableFuture<Opinion> two = ask("2");
    assertThat(said("3")).isEqualTo("SERVER_BUSY");
    gate.countDown();
    assertThat(one.join()).isInstanceOf(Opinion.Allow.class);
    assertThat(two.join()).isInstanceOf(Opinion.Allow.class);
    await().untilAsserted(() -> assertThat(said("3")).isEqualTo("allow"));
  }

  @Test
  void doesNotWaitForEver() {
    open(200, 2, 0);
    gate = new CountDownLatch(1);
    assertThat(said("x")).isEqualTo(AWAY.name());
    assertThat(meters.value(Metric.AUTH_HTTP_ERRORS)).isEqualTo(1);
  }

  @Test
  void asksNobodyForAWhileWhoDoesNotAnswer() {
    status = 503;
    for (int i = 0; i < Circuit.FAILURES + 3; i++) {
      assertThat(said("x")).isEqualTo(AWAY.name());
    }
    assertThat(asked).hasSize(Circuit.FAILURES);
    status = 200;
    assertThat(said("x")).isEqualTo(AWAY.name());
    time.advanceMillis(5_000);
    assertThat(said("x")).isEqualTo("allow");
    assertThat(said("x")).isEqualTo("allow");
  }

  @Test
  void remembersWhoWasLetInAndNobodyElse() {
    open(5_000, 2, 10_000);
    assertThat(said("x")).isEqualTo("allow");
    status = 401;
    assertThat(said("x")).isEqualTo("allow");
    assertThat(said("y")).isEqualTo("BAD_USER_NAME_OR_PASSWORD");
    assertThat(meters.value(Metric.AUTH_HTTP_CACHE_HITS)).isEqualTo(1);
    time.advanceMillis(10_000);
    assertThat(said("x")).isEqualTo("BAD_USER_NAME_OR_PASSWORD");
    status = 200;
    assertThat(said("y")).isEqualTo("allow");
  }
}
