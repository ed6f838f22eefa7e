package io.dynamq.server.callback;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dynamq.auth.AuthLink;
import io.dynamq.auth.Credentials;
import io.dynamq.auth.Opinion;
import io.dynamq.hook.Standing;
import io.dynamq.message.Texts;
import io.dynamq.message.Utf8Bytes;
import io.dynamq.observe.Meters;
import io.dynamq.observe.Metric;
import io.dynamq.packet.ReasonCode;
import io.dynamq.server.config.HttpConfig;
import io.dynamq.time.Time;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link {@code http}: asks a service, with a bound on time and on how many are asked about at once.
 * What it does not answer in time, or not at all, is a refusal. Any thread; never blocks.
 */
public final class HttpLink implements AuthLink, AutoCloseable {
  /** Its name in {@code auth.order}. */
  public static final String NAME = "http";

  private static final Logger LOG = LoggerFactory.getLogger(HttpLink.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ANSWER_CHARS_MAX = 64 << 10;
  private static final int NO_CONTENT = 204;
  private static final int THREADS = 2;
  private static final CompletableFuture<Opinion> NO_OPINION =
      CompletableFuture.completedFuture(Opinion.NONE);
  private static final CompletableFuture<Opinion> BUSY =
      refused(ReasonCode.SERVER_BUSY, "too many clients wait for the service");
  private static final CompletableFuture<Opinion> AWAY =
      refused(ReasonCode.SERVER_UNAVAILABLE, "the service does not answer");

  private final HttpConfig config;
  private final Meters meters;
  private final Semaphore room;
  private final Circuit circuit;
  private final Logins logins;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          THREADS,
          work -> {
            Thread thread = new Thread(work, "dynamq-http-auth");
            thread.setDaemon(true);
            return thread;
          });
  private final HttpClient http;

  public HttpLink(HttpConfig config, Meters meters, Time time) {
    this.config = config;
    this.meters = meters;
    this.room = new Semaphore(config.requests());
    this.circuit = new Circuit(time);
    this.logins = new Logins(config.keepMillis(), time);
    this.http =
        HttpClient.newBuilder()
            .executor(threads)
            .connectTimeout(Duration.ofMillis(config.timeoutMillis()))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  private static CompletableFuture<Opinion> refused(ReasonCode code, String words) {
    return CompletableFuture.completedFuture(new Opinion.Deny(code, words));
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public CompletableFuture<Opinion> judge(Credentials credentials) {
    if (credentials.password() == null) {
      return NO_OPINION;
    }
    Opinion known = logins.of(credentials);
    if (known != null) {
      meters.count(Metric.AUTH_HTTP_CACHE_HITS);
      return CompletableFuture.completedFuture(known);
    }
    if (!Utf8Bytes.isWellFormed(credentials.password())) {
      return CompletableFuture.completedFuture(Opinion.wrong("the password is no UTF-8"));
    }
    if (!room.tryAcquire()) {
      return BUSY;
    }
    if (!circuit.isClosed()) {
      room.release();
      return AWAY;
    }
    meters.count(Metric.AUTH_HTTP_REQUESTS);
    return CompletableFuture.supplyAsync(() -> request(credentials), threads)
        .thenCompose(
            request ->
                http.sendAsync(
                    request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8)))
        .whenComplete((answer, fault) -> room.release())
        .thenApply(this::opinion)
        .exceptionally(this::failed)
        .thenApply(opinion -> remembered(credentials, opinion));
  }

  private HttpRequest request(Credentials credentials) {
    ObjectNode body = JSON.createObjectNode();
    body.put("clientid", credentials.clientId());
    body.put("username", credentials.username());
    body.put("password", new String(credentials.password(), StandardCharsets.UTF_8));
    body.put("peerhost", Logins.address(credentials));
    body.put("listener", credentials.listener());
    return HttpRequest.newBuilder(config.url())
        .timeout(Duration.ofMillis(config.timeoutMillis()))
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
        .build();
  }

  private Opinion opinion(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status >= 500 || status < 200 || status >= 300 && status < 400) {
      throw new IllegalStateException("the answer is " + status);
    }
    circuit.answered();
    if (status >= 400) {
      return Opinion.wrong("the service says " + status);
    }
    String body = answer.body().strip();
    if (status == NO_CONTENT || body.isEmpty()) {
      return allowed(false);
    }
    if (body.equals("ignore")) {
      return Opinion.NONE;
    }
    if (!body.startsWith("{")) {
      // EMQX 4's services say what they like with 200.
      return allowed(false);
    }
    return ofJson(body);
  }

  private static Opinion ofJson(String body) {
    try {
      if (body.length() > ANSWER_CHARS_MAX) {
        throw new IllegalStateException("the answer is too long");
      }
      JsonNode json = JSON.readTree(body);
      return switch (json.path("result").asText("allow")) {
        case "allow" -> allowed(json.path("is_superuser").asBoolean(false));
        case "ignore" -> Opinion.NONE;
        default -> Opinion.wrong("the service says no");
      };
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the answer is no JSON", e);
    }
  }

  private static Opinion allowed(boolean superuser) {
    return new Opinion.Allow(new Standing(NAME, superuser, Map.of()));
  }

  private Opinion failed(Throwable fault) {
    circuit.failed();
    meters.count(Metric.AUTH_HTTP_ERRORS);
    LOG.warn("{} cannot be asked about a client: {}", config.url().getHost(), Texts.cause(fault));
    return AWAY.join();
  }

  private Opinion remembered(Credentials credentials, Opinion opinion) {
    if (opinion instanceof Opinion.Allow) {
      logins.add(credentials, opinion);
    }
    return opinion;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
