package io.dynamq.server.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code bin/broker} does without starting a broker. */
class ScriptIT {
  /** What test/dynamo_test.sh needs before it needs Maven. */
  private static final List<String> PROGRAMS =
      List.of("bash", "dirname", "readlink", "sed", "head");

  @TempDir Path directory;

  @Test
  void printsHelp() throws Exception {
    Script.Result help = new Script().run("bin/broker", "help");

    assertThat(help.code()).isZero();
    assertThat(help.out()).startsWith("Usage: bin/broker").contains("--data-dir DIR");
    assertThat(new Script().run("bin/broker", "--help")).isEqualTo(help);
  }

  @Test
  void printsTheVersionFromAnywhereAndThroughLinks() throws Exception {
    Path link = directory.resolve("a link");
    Files.createSymbolicLink(link, Script.HOME.resolve("bin/broker"));

    Script.Result version = new Script().in(directory).run(link.toString(), "version");
    Files.delete(link);

    assertThat(version.out()).isEqualTo("DynaMQ 0.1.0\n");
    assertThat(version.code()).isZero();
  }

  @Test
  void refusesWhatItDoesNotKnow() throws Exception {
    refuses("unknown option '--nonsense'", "--nonsense");
    refuses("unknown command 'nonsense'", "nonsense");
    refuses("--data-dir needs a value", "start", "--data-dir");
    refuses("one command at a time, not 'start' and 'stop'", "start", "stop");
  }

  private void refuses(String message, String... arguments) throws Exception {
    String[] command = new String[arguments.length + 1];
    command[0] = "bin/broker";
    System.arraycopy(arguments, 0, command, 1, arguments.length);

    Script.Result result = new Script().run(command);

    assertThat(result.out()).startsWith("bin/broker: " + message + "\nUsage: ");
    assertThat(result.code()).isEqualTo(2);
  }

  @Test
  void saysThatJavaIsMissing() throws Exception {
    Script.Result result =
        new Script().with("JAVA_HOME", directory.toString()).run("bin/broker", "version");

    assertThat(result.out())
        .isEqualTo(
            "bin/broker: JAVA_HOME is " + directory + " but there is no bin/java in it\n");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void saysThatJavaIsTooOld() throws Exception {
    Path java = directory.resolve("bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();

    for (String script : new String[] {"bin/broker", "bin/emqx_ctl", "test/dynamo_test.sh"}) {
      Script.Result result =
          new Script().with("JAVA_HOME", directory.toString()).run(script, "version");

      assertThat(result.out())
          .endsWith(java + " is Java 11; install Java 17 or newer or set JAVA_HOME\n");
      assertThat(result.code()).isEqualTo(1);
    }
  }

  @Test
  void saysThatMavenIsMissingWhenTheTableScriptMustBuild() throws Exception {
    Path path = Files.createDirectories(directory.resolve("path"));
    for (String program : PROGRAMS) {
      Files.createSymbolicLink(path.resolve(program), Path.of("/usr/bin", program));
    }
    for (String file : new String[] {"test/dynamo_test.sh", "bin/java.sh"}) {
      Files.createDirectories(directory.resolve(file).getParent());
      Files.copy(Script.HOME.resolve(file), directory.resolve(file));
    }

    Script.Result result =
        new Script()
            .with("PATH", path.toString())
            .with("JAVA_HOME", System.getProperty("java.home"))
            .run("/usr/bin/bash", directory.resolve("test/dynamo_test.sh").toString());
    for (String program : PROGRAMS) {
      Files.delete(path.resolve(program));
    }

    assertThat(result.out())
        .isEqualTo(
            "dynamo_test.sh: nothing is built and there is no mvn in PATH; install Maven 3.8 or"
                + " newer\n");
    assertThat(result.code()).isEqualTo(1);
  }

  @Test
  void checksTheShippedConfiguration() throws Exception {
    Script.Result result = new Script().run("bin/broker", "check-config");

    assertThat(result.out()).endsWith("etc/broker.conf can be used.\n");
    assertThat(result.code()).isZero();
  }

  @Test
  void showsEveryMistake() throws Exception {
    Path file = directory.resolve("my.conf");
    Files.writeString(
        file, "log.level = loud\nzone.external.max_inflght = 3\ninclude etc/plugins/*.conf\n");

    for (String command : new String[] {"check-config", "foreground", "start"}) {
      Script.Result result =
          new Script()
              .with("DYNAMQ_DATA_DIR", directory.resolve("data").toString())
              .run("bin/broker", command, "--config", file.toString());

      assertThat(result.out())
          .isEqualTo(
              "The configuration cannot be used:\n  "
                  + file
                  + ":1: log.level: 'loud' is not debug, info, warning or error\n  "
                  + file
                  + ":2: zone.external.max_inflght: is unknown, did you mean"
                  + " zone.external.max_inflight?\n");
      assertThat(result.code()).as(command).isEqualTo(2);
    }
  }

  @Test
  void knowsThatNothingRuns() throws Exception {
    Script script = new Script().with("DYNAMQ_DATA_DIR", directory.toString());

    assertThat(script.run("bin/broker", "status"))
        .isEqualTo(new Script.Result(1, "not running with data in " + directory + "\n"));
    assertThat(script.run("bin/broker", "stop"))
        .isEqualTo(new Script.Result(0, "not running\n"));
  }

  @Test
  void isNotFooledByThePidFileOfAKilledBroker() throws IOException, InterruptedException {
    Files.writeString(directory.resolve("broker.pid"), ProcessHandle.current().pid() + "\n");

    assertThat(
            new Script()
                .with("DYNAMQ_DATA_DIR", directory.toString())
                .run("bin/broker", "status")
                .code())
        .isEqualTo(1);
  }

  @Test
  void commandLineSaysThatNothingRuns() throws Exception {
    Script.Result result =
        new Script()
            .with("DYNAMQ_DATA_DIR", directory.toString())
            .with("DYNAMQ_ADMIN__LISTENER", "127.0.0.1:1")
            .run("bin/broker_ctl", "status");

    assertThat(result)
        .isEqualTo(
            new Script.Result(
                1,
                "Node 'dynamq@127.0.0.1' not responding to pings. (No answer at 127.0.0.1:1.)\n"));
  }
}
