package io.dynamq.server.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Paho client for C, which many devices run. The program itself checks what comes. */
class PahoCIT {
  @TempDir static Path directory;
  private static BrokerProcess broker;
  private static Path program;

  @BeforeAll
  static void start() throws Exception {
    Command.require("gcc");
    Command.requireFile("/usr/include/MQTTClient.h");
    program = directory.resolve("exchange");
    Path source = Command.root().resolve("broker-server/src/test/resources/e2e/exchange.c");
    Command.run("gcc", "-o", program.toString(), source.toString(), "-lpaho-mqtt3cs").succeeded();
    broker = new BrokerProcess(Files.createDirectory(directory.resolve("data"))).start();
  }

  @AfterAll
  static void stop() {
    if (broker != null) {
      broker.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "4", "5"})
  void exchangesAtEveryLevelAndResumes(String version) {
    String url = "tcp://127.0.0.1:" + broker.mqttPort();
    Command.run(program.toString(), url, version).succeeded();
  }
}
