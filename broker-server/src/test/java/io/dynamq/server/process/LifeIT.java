package io.dynamq.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dynamq.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A broker's life: start, status, stop, and a second one where the first is. */
class LifeIT {
  @TempDir Path data;
  private Script script;
  private int mqtt;
  private int admin;
  private int store;

  @BeforeEach
  void choosePorts() throws IOException {
    mqtt = FreePort.next();
    admin = FreePort.next();
    store = FreePort.next();
    script = on(data);
  }

  private Script on(Path directory) {
    return new Script()
        .with("DYNAMQ_DATA_DIR", directory.toString())
        .with("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + mqtt)
        .with("DYNAMQ_LISTENER__WS__EXTERNAL", "off")
        .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + admin)
        .with("DYNAMQ_JVM_OPTS", "-XX:TieredStopAtLevel=1")
        .with("DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", "http://127.0.0.1:" + store);
  }

  @AfterEach
  void stop() throws Exception {
    script.run("bin/broker", "stop");
  }

  @Test
  void startsShowsItselfAndStops() throws Exception {
    Script.Result start = script.run("bin/broker", "start");

    assertThat(start.out())
        .contains("127.0.0.1:" + mqtt + " (external)")
        .contains("embedded, http://127.0.0.1:" + store)
        .contains("Not protected")
        .contains("Stop with bin/broker stop.")
        .doesNotContain("WARNING", "Exception");
    assertThat(start.out())
        .contains("Log             " + data.resolve("log/broker.log"))
        .endsWith("Running in the background as process "
            + Files.readString(data.resolve("broker.pid")).strip() + ".\n");
    assertThat(start.out().lines().count()).isLessThan(24);
    assertThat(start.code()).isZero();
    assertThat(script.run("bin/broker", "status").code()).isZero();
    assertThat(script.run("bin/emqx_ctl", "status").out())
        .isEqualTo("Node 'dynamq@127.0.0.1' 0.1.0 is started\n");
    assertThat(script.run("bin/emqx_ctl", "listeners").out())
        .startsWith("mqtt:tcp:external\n  listen_on       : 127.0.0.1:" + mqtt + "\n");
    new Socket(InetAddress.getLoopbackAddress(), mqtt).close();

    assertThat(script.run("bin/broker", "stop"))
        .isEqualTo(new Script.Result(0, "stopped\n"));
    assertThat(script.run("bin/broker", "status").code()).isEqualTo(1);
    assertThat(data.resolve("broker.pid")).doesNotExist();
    assertThat(data.resolve("log/console.log"))
        .content()
        .endsWith("  embedded store is closed\nStopped.\n");
  }

  @Test
  void keepsALoadedPluginOverARestart() throws Exception {
    script.run("bin/broker", "start");
    assertThat(script.run("bin/emqx_ctl", "plugins", "load", "emqx_backend_dynamo").out())
        .isEqualTo("Plugin emqx_backend_dynamo loaded successfully.\n");
    assertThat(data.resolve("loaded_plugins")).hasContent("{emqx_backend_dynamo,true}.");

    assertThat(script.run("bin/broker", "restart").out())
        .containsPattern("Plugins +emqx_backend_dynamo\n");
  }

  @Test
  void refusesASecondBrokerInOneLine(@TempDir Path other) throws Exception {
    script.run("bin/broker", "start");

    assertThat(script.run("bin/broker", "foreground"))
        .isEqualTo(
            new Script.Result(
                1,
                "The broker cannot start: the data directory " + data
                    + " is in use by another broker (process "
                    + Files.readString(data.resolve("broker.pid")).strip()
                    + "); choose another with --data-dir\n"));
    assertThat(script.run("bin/broker", "start").code()).isEqualTo(1);

    Script elsewhere = on(other);
    oneLine(elsewhere, "listen on 127.0.0.1 port " + store);
    elsewhere.with("DYNAMQ_BACKEND__DYNAMO__POOL1__SERVER", "http://127.0.0.1:" + FreePort.next());
    oneLine(elsewhere, "127.0.0.1:" + admin);
    elsewhere.with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + FreePort.next());
    oneLine(elsewhere, "127.0.0.1:" + mqtt);
  }

  private static void oneLine(Script script, String words) throws Exception {
    Script.Result result = script.run("bin/broker", "start");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).startsWith("The broker cannot start: ").contains(words);
    assertThat(result.out().lines()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void stopsGracefullyOnASignal(String name) throws Exception {
    try (Foreground broker = foreground(script)) {
      broker.signal(name);
      List<String> rest = broker.rest();
      assertThat(rest).startsWith("Stopping:").endsWith("Stopped.");
      assertThat(broker.exitCode()).isZero();
    }
  }

  @Test
  void everythingOnTheConsoleIsJsonWhereTheLogIs() throws Exception {
    script
        .with("DYNAMQ_LOG__FORMATTER", "json")
        .with("DYNAMQ_PERSISTENCE", "memory")
        .with("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off")
        .with("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:0")
        .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:0");
    List<String> all = new ArrayList<>();
    try (Foreground broker =
        new Foreground(script.start(Script.HOME + "/bin/broker", "foreground"))) {
      all.add(broker.awaitLineWith("Ready after"));
      broker.signal("TERM");
      all.addAll(broker.rest());
      assertThat(broker.exitCode()).isZero();
    }
    for (String line : all) {
      JsonNode json = new ObjectMapper().readTree(line);
      assertThat(json.get("time").asText()).matches("[0-9-]+T[0-9:.]+Z");
      assertThat(json.get("msg").asText()).isNotEmpty();
    }
    assertThat(all.get(all.size() - 1)).contains("\"msg\":\"Stopped.\"");
  }

  @Test
  void leavesNoNativeLibraryBehindHoweverOftenItIsKilled(@TempDir Path temporary) throws Exception {
    script.with("DYNAMQ_JVM_OPTS", "-XX:TieredStopAtLevel=1 -Djava.io.tmpdir=" + temporary);
    for (int kills = 0; kills < 2; kills++) {
      try (Foreground broker = foreground(script)) {
        broker.signal("KILL");
        broker.rest();
      }
      assertThat(data.resolve("native").toFile().list()).hasSize(1);
      assertThat(temporary.toFile().list((place, name) -> name.contains("rocksdb"))).isEmpty();
    }
  }

  @Test
  void endsAtOnceOnASecondSignalWhenStoppingHangs(@TempDir Path other) throws Exception {
    try (Foreground owner = foreground(script)) {
      Script guest =
          on(other)
              .with("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off")
              .with("DYNAMQ_NODE__NAME", "guest@127.0.0.1")
              .with("DYNAMQ_LISTENER__TCP__EXTERNAL", "127.0.0.1:" + FreePort.next())
              .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:" + FreePort.next());
      try (Foreground hanging = foreground(guest)) {
        // Its store still takes requests but answers none.
        owner.signal("STOP");
        hanging.signal("TERM");
        hanging.awaitLine("  connections are closed");
        hanging.signal("TERM");
        assertThat(hanging.rest()).containsExactly("Second signal: ending now.");
        assertThat(hanging.exitCode()).isEqualTo(1);
      }
      owner.signal("CONT");
    }
  }

  /** Ready; with SIGINT as a terminal gives it, because shells take it from what they put behind. */
  private static Foreground foreground(Script script) throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self")), "needs Linux to set a signal's default");
    Foreground broker =
        new Foreground(
            script.start(
                "/usr/bin/env", "--default-signal=INT", Script.HOME + "/bin/broker", "foreground"));
    broker.awaitLine("Ready after");
    return broker;
  }
}
