package io.dynamq.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dynamq.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a supervisor says to a broker and hears of it: SIGHUP, and systemd's notifications. */
class ReloadIT {
  private static final String RULES = "{allow, all}.\n";

  @TempDir Path data;
  private Path config;
  private Path rules;
  private Script script;

  @BeforeEach
  void configure() throws IOException {
    config = data.resolve("broker.conf");
    rules = data.resolve("rules.conf");
    Files.writeString(rules, RULES);
    configuration("log.level = info");
    script =
        new Script()
            .with("DYNAMQ_DATA_DIR", data.toString())
            .with("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + FreePort.next())
            .with("DYNAMQ_LISTENER__WS__EXTERNAL", "off")
            .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + FreePort.next())
            .with("DYNAMQ_JVM_OPTS", "-XX:TieredStopAtLevel=1")
            .with("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off")
            .with("DYNAMQ_PERSISTENCE", "memory");
  }

  private void configuration(String... lines) throws IOException {
    Files.writeString(config, "acl_file = " + rules + "\n" + String.join("\n", lines) + "\n");
  }

  @AfterEach
  void stop() throws Exception {
    script.run("bin/broker", "stop");
  }

  private void start() throws Exception {
    Script.Result result = script.run("bin/broker", "start", "--config", config.toString());
    assertThat(result.code()).as(result.out()).isZero();
  }

  private String log() throws IOException {
    return Files.readString(data.resolve("log/broker.log"));
  }

  /** Java does not handle what it was told to ignore when it began. */
  private static boolean hangUpsArrive() throws IOException {
    Path status = Path.of("/proc/self/status");
    return !Files.exists(status)
        || Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .noneMatch(line -> (Integer.parseInt(line.substring(line.length() - 1), 16) & 1) == 1);
  }

  private void hangUp() throws Exception {
    script.run("/bin/sh", "-c", "kill -HUP $(cat '" + data.resolve("broker.pid") + "')");
  }

  @Test
  void aHangUpReadsAgainWhatCanChange() throws Exception {
    assumeTrue(hangUpsArrive(), "SIGHUP is ignored here, as nohup does it, and so by each child");
    start();
    configuration("log.level = debug", "zone.external.max_inflight = 7", "node.name = x@y");
    hangUp();
    await()
        .untilAsserted(
            () ->
                assertThat(log())
                    .contains(
                        "reload: access rules: read again",
                        "reload: certificates: read again",
                        "reload: log level: debug",
                        "reload: for clients that connect from now on: zone.external.max_inflight",
                        "reload: needs a restart: node.name"));
    assertThat(script.run("bin/emqx_ctl", "log", "primary-level").out()).isEqualTo("debug\n");

    configuration("log.level = loud");
    Script.Result refused = script.run("bin/emqx_ctl", "reload");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.out())
        .startsWith("nothing is changed, the configuration cannot be used:\n")
        .contains(config + ":2: log.level: ");
    assertThat(script.run("bin/broker", "status").code()).isZero();
  }

  @Test
  void systemdIsToldOfTheStartAndTheStop() throws Exception {
    assumeTrue(
        script.run("/bin/sh", "-c", "command -v systemd-notify python3").code() == 0,
        "systemd-notify or python3 is not installed");
    Path socket = data.resolve("notify");
    Path told = data.resolve("told.txt");
    String listen =
        "import socket; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind('%s')\n"
            + "while True: print(s.recv(4096).decode(), file=open('%s', 'a'))";
    Process listener =
        new ProcessBuilder("python3", "-c", listen.formatted(socket, told)).inheritIO().start();
    try {
      await().until(() -> Files.exists(socket));
      script.with("NOTIFY_SOCKET", socket.toString()).with("WATCHDOG_USEC", "1000000");
      start();
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(told).content().contains("READY=1", "WATCHDOG=1"));
      script.run("bin/broker", "stop");
      assertThat(told).content().contains("STOPPING=1");
    } finally {
      listener.destroyForcibly();
    }
  }
}
