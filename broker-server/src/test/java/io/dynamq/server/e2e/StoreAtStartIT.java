package io.dynamq.server.e2e;

import static io.dynamq.server.e2e.Packets.client;
import static io.dynamq.server.e2e.Packets.connect;
import static io.dynamq.server.e2e.Packets.publish;
import static io.dynamq.server.e2e.Packets.subscribe;
import static io.dynamq.server.e2e.Packets.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dynamq.dynamodb.EmbeddedDynamoDb;
import io.dynamq.dynamodb.Options;
import io.dynamq.dynamodb.fault.Fault;
import io.dynamq.dynamodb.fault.FaultKind;
import io.dynamq.testkit.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A store that cannot be used when the broker starts. */
class StoreAtStartIT {
  @TempDir Path directory;

  private void cannotStart(BrokerProcess broker, String... words) {
    Command.Result result = broker.broker("foreground");
    assertThat(result.exit()).as(result.err()).isEqualTo(1);
    assertThat(result.err().strip().lines())
        .as(result.err())
        .singleElement()
        .asString()
        .startsWith("The broker cannot start: the store cannot be used: ")
        .contains(words);
  }

  @Test
  void anUnreachableStoreIsNamedWithTheKeyToCheck() {
    BrokerProcess broker =
        BrokerProcess.on(directory.resolve("data"), BrokerProcess.freePort());
    cannotStart(broker, broker.store().toString(), "Connection refused", ".server");
  }

  @Test
  void missingTablesAreNamedIfTheyMustNotBeMade() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory())) {
      cannotStart(
          BrokerProcess.on(directory.resolve("data"), store.port())
              .with("DYNAMQ_BACKEND__DYNAMO__AUTO_CREATE_TABLES", "off"),
          "missing tables", "mqb_session", "auto_create_tables = on");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UnrecognizedClientException, The security token is invalid, aws_secret_access_key",
    "AccessDeniedException, not authorized to perform: dynamodb:DescribeTable, grant this identity"
  })
  void aRefusalIsToldWithItsCure(String error, String message, String cure) throws IOException {
    HttpServer refusing =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] body =
        "{\"__type\":\"com.amazon.coral.service#%s\",\"message\":\"%s\"}"
            .formatted(error, message)
            .getBytes(StandardCharsets.UTF_8);
    refusing.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
          exchange.sendResponseHeaders(400, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    refusing.start();
    try {
      BrokerProcess broker =
          BrokerProcess.on(directory.resolve("data"), refusing.getAddress().getPort());
      cannotStart(broker, error, message, cure);
    } finally {
      refusing.stop(0);
    }
  }

  @Test
  void aStoreThatIsNotRequiredAndRefusesIsTheReasonThatStatusTells() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
        BrokerProcess broker =
            BrokerProcess.on(directory.resolve("data"), store.port())
                .with("DYNAMQ_STORE__REQUIRED", "off")
                .with("DYNAMQ_BACKEND__DYNAMO__AUTO_CREATE_TABLES", "off")) {
      store.faults().add(Fault.of(FaultKind.ACCESS_DENIED).on("DescribeTable"));
      broker.start();
      await().until(() -> told(broker, "dynamodb:DescribeTable", "grant this identity"));
      try (RawClient guest = client(broker)) {
        guest.send(connect("guest", true)).expect("20 02 00 00");
      }
      store.faults().clear();
      await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> told(broker, "missing tables", "mqb_session", "auto_create_tables = on"));
    }
  }

  private static boolean told(BrokerProcess broker, String... words) {
    Command.Result health = broker.ctl("health");
    String text = health.out() + health.err();
    return health.exit() == 1 && Stream.of(words).allMatch(text::contains);
  }

  @Test
  void aStoreThatIsNotRequiredMayComeLaterAndBringsItsSessions() {
    try (EmbeddedDynamoDb store = EmbeddedDynamoDb.start(Options.inMemory());
        BrokerProcess broker = BrokerProcess.on(directory.resolve("data"), store.port())) {
      broker.start();
      try (RawClient saved = client(broker)) {
        saved.send(connect("saved", false)).expect("20 02 00 00");
        saved.send(subscribe("t", 1)).expect("90 03 00 01 01");
        saved.send("e0 00").expectClose();
      }
      assertThat(broker.stop()).isZero();
      store.faults().refuseConnections(true);
      broker.with("DYNAMQ_STORE__REQUIRED", "off").start();
      await().until(() -> broker.ctl("health").exit() == 1);
      try (RawClient refused = client(broker)) {
        refused.send(connect("saved", false)).expect("20 02 00 03");
      }
      try (RawClient guest = client(broker);
          RawClient publisher = client(broker)) {
        guest.send(connect("guest", true)).expect("20 02 00 00");
        guest.send(subscribe("t", 0)).expect("90 03 00 01 00");
        publisher.send(connect("p", true)).expect("20 02 00 00");
        publisher.send(publish("t", 0, 0, "live"));
        assertThat(text(guest.readPacket())).isEqualTo("live");
        publisher.send(publish("t", 1, 7, "for someone unknown")).expectClose();
      }
      store.faults().clear();
      await().atMost(Duration.ofSeconds(20)).until(() -> broker.ctl("health").exit() == 0);
      try (RawClient publisher = client(broker)) {
        publisher.send(connect("p", true)).expect("20 02 00 00");
        publisher.send(publish("t", 1, 8, "kept")).expect("40 02 00 08");
      }
      try (RawClient saved = client(broker)) {
        saved.send(connect("saved", false)).expect("20 02 01 00");
        assertThat(text(saved.readPacket())).isEqualTo("kept");
      }
      assertThat(broker.stop()).isZero();
    }
  }
}
