package io.dynamq.server.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The Paho client for C, which many devices run, in every version over every transport. The program
 * itself checks what comes.
 */
class PahoCIT {
  @TempDir static Path directory;
  private static TestAuthority authority;
  private static BrokerProcess broker;
  private static Path program;
  private static int ssl;
  private static int ws;
  private static int wss;

  @BeforeAll
  static void start() throws Exception {
    Command.require("gcc");
    Command.requireFile("/usr/include/MQTTClient.h");
    program = directory.resolve("exchange");
    Path source = Command.root().resolve("broker-server/src/test/resources/e2e/exchange.c");
    Command.run("gcc", "-o", program.toString(), source.toString(), "-lpaho-mqtt3cs").succeeded();
    authority = new TestAuthority(Files.createDirectory(directory.resolve("certs")));
    ssl = BrokerProcess.freePort();
    ws = BrokerProcess.freePort();
    wss = BrokerProcess.freePort();
    broker =
        new BrokerProcess(Files.createDirectory(directory.resolve("data")))
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL", "127.0.0.1:" + ssl)
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__CERTFILE", authority.file("server.pem"))
            .with("DYNAMQ_LISTENER__SSL__EXTERNAL__KEYFILE", authority.file("server-key.pem"))
            .with("DYNAMQ_LISTENER__WS__EXTERNAL", "127.0.0.1:" + ws)
            .with("DYNAMQ_LISTENER__WSS__EXTERNAL", "127.0.0.1:" + wss)
            .with("DYNAMQ_LISTENER__WSS__EXTERNAL__CERTFILE", authority.file("server.pem"))
            .with("DYNAMQ_LISTENER__WSS__EXTERNAL__KEYFILE", authority.file("server-key.pem"))
            .start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tcp, 3", "tcp, 4", "tcp, 5", "ssl, 3", "ssl, 4", "ssl, 5",
    "ws, 3", "ws, 4", "ws, 5", "wss, 3", "wss, 4", "wss, 5"
  })
  void exchangesAtEveryLevelAndResumes(String scheme, String version) {
    List<String> command = new ArrayList<>(List.of(program.toString(), url(scheme), version));
    if (scheme.equals("ssl") || scheme.equals("wss")) {
      command.add(authority.file("ca.pem"));
    }
    Command.run(command.toArray(String[]::new)).succeeded();
  }

  private static String url(String scheme) {
    return switch (scheme) {
      case "tcp" -> "tcp://127.0.0.1:" + broker.mqttPort();
      case "ssl" -> "ssl://127.0.0.1:" + ssl;
      case "ws" -> "ws://127.0.0.1:" + ws + "/mqtt";
      default -> "wss://127.0.0.1:" + wss + "/mqtt";
    };
  }
}
