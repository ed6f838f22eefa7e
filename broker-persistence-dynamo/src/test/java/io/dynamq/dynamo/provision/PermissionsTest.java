package io.dynamq.dynamo.provision;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.dynamq.dynamo.client.AwsKeys;
import io.dynamq.dynamo.client.DynamoPool;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.TableSpec;
import io.dynamq.observe.Meters;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.store.Provisioning.Level;
import io.dynamq.time.Time;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that answers as AWS does: denied, not there, or nothing found. */
class PermissionsTest {
  private static final List<TableSpec> TABLES =
      List.of(TableSpec.of("mqb_a", "c"), TableSpec.of("mqb_b", "c", "s"));

  private final Set<String> asked = new ConcurrentSkipListSet<>();
  private final Set<String> bodies = new ConcurrentSkipListSet<>();
  private Set<String> denied = Set.of();
  private long apartSeconds;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String action = exchange.getRequestHeaders().getFirst("X-Amz-Target").replaceAll(".*\\.", "");
    bodies.add(action + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    asked.add(action);
    boolean conditional = Set.of("PutItem", "UpdateItem", "DeleteItem").contains(action);
    String error =
        denied.contains(action)
            ? "AccessDeniedException"
            : conditional ? "ConditionalCheckFailedException" : null;
    byte[] body =
        (error == null
                ? "{}"
                : "{\"__type\":\"com.amazon.coral.service#" + error + "\",\"Message\":\"no\"}")
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
    exchange.sendResponseHeaders(error == null ? 200 : 400, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private List<Finding> findings() {
    PoolSettings settings =
        new PoolSettings(
            "t",
            "us-west-2",
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            4,
            new AwsKeys("a", "b"));
    Time time =
        new Time() {
          @Override
          public long epochMicros() {
            return Instant.now().minusSeconds(apartSeconds).toEpochMilli() * 1_000;
          }

          @Override
          public long nanos() {
            return TimeUnit.MILLISECONDS.toNanos(epochMicros() / 1_000);
          }
        };
    try (DynamoPool pool = DynamoPool.open(settings, new Meters())) {
      return new Permissions(pool, time).of(TABLES);
    }
  }

  @Test
  void triesEverythingThatTheBrokerDoesAndChangesNothing() {
    assertThat(findings())
        .extracting(Finding::state)
        .containsExactly("reads and writes of 2 tables are allowed", "agrees with the store's");
    assertThat(asked)
        .isEqualTo(
            new TreeSet<>(
                Set.of(
                    "BatchGetItem", "BatchWriteItem", "DeleteItem", "GetItem", "PutItem", "Query",
                    "Scan", "UpdateItem")));
    assertThat(bodies)
        .filteredOn(body -> body.matches("(Put|Update|Delete)Item.*"))
        .allMatch(body -> body.contains("attribute_exists(#h)"));
    assertThat(bodies)
        .filteredOn(body -> body.startsWith("BatchWriteItem"))
        .noneMatch(body -> body.contains("PutRequest"));
  }

  @Test
  void whatIsDeniedIsNamed() {
    denied = Set.of("UpdateItem", "Scan");
    List<Finding> found =
        findings().stream().filter(one -> one.subject().equals("permissions")).toList();
    assertThat(found)
        .extracting(Finding::state)
        .containsExactly(
            "dynamodb:Scan of mqb_a is denied",
            "dynamodb:UpdateItem of mqb_a is denied",
            "dynamodb:Scan of mqb_b is denied",
            "dynamodb:UpdateItem of mqb_b is denied");
    assertThat(found).allMatch(one -> one.level() == Level.FAULT && one.cure().contains("iam-policy"));
  }

  @Test
  void aClockThatIsWrongIsTold() {
    apartSeconds = 60;
    Finding hint = clock();
    assertThat(hint.level()).isEqualTo(Level.HINT);
    assertThat(hint.state()).matches("(59|60|61) s behind the store's");
    apartSeconds = -1_000;
    Finding fault = clock();
    assertThat(fault.level()).isEqualTo(Level.FAULT);
    assertThat(fault.state()).contains(" s ahead of the store's, AWS refuses such signatures");
  }

  private Finding clock() {
    List<Finding> all = findings();
    assertThat(all.get(all.size() - 1).subject()).isEqualTo("clock");
    return all.get(all.size() - 1);
  }
}
