package io.dynamq.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dynamq.testkit.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The classes that the first start of an installation leaves to the next ones. */
class ClassArchiveIT {
  @TempDir Path directory;
  private Path home;
  private String broker;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(directory.resolve("a home"));
    Files.createDirectories(home.resolve("bin"));
    for (String name : List.of("broker", "java.sh")) {
      Files.copy(Script.HOME.resolve("bin/" + name), home.resolve("bin/" + name));
    }
    assertThat(home.resolve("bin/broker").toFile().setExecutable(true)).isTrue();
    Files.createDirectories(home.resolve("etc"));
    Files.writeString(
        home.resolve("etc/broker.conf"),
        """
        listener.tcp.external = 127.0.0.1:%d
        listener.ws.external = off
        admin.listener = 127.0.0.1:%d
        persistence = memory
        backend.dynamo.embedded = off
        """
            .formatted(FreePort.next(), FreePort.next()));
    Files.createSymbolicLink(
        home.resolve("lib"), Script.HOME.resolve("broker-server/target/dist/lib"));
    broker = home.resolve("bin/broker").toString();
  }

  @AfterEach
  void stop() throws Exception {
    new Script().run(broker, "stop");
  }

  @Test
  void isMadeByTheFirstStartAndIgnoredOnceItIsDamaged() throws Exception {
    assertThat(new Script().run(broker, "start").code()).isZero();
    await().atMost(Duration.ofMinutes(2)).until(() -> !archives("*.jsa").isEmpty());
    assertThat(new Script().run(broker, "stop").out()).isEqualTo("stopped\n");

    assertThat(archives("*.new")).isEmpty();
    assertThat(mapped()).isTrue();
    Path archive = archives("*.jsa").get(0);
    byte[] whole = Files.readAllBytes(archive);
    Files.delete(archive);
    Files.write(archive, Arrays.copyOf(whole, whole.length / 2));
    assertThat(mapped()).as("the first half").isFalse();
    Files.write(archive, new byte[whole.length]);
    assertThat(mapped()).as("nothing but zeros").isFalse();
  }

  /** Whether the classes of this start came from the archive; it must say nothing of it. */
  private boolean mapped() throws Exception {
    Path loaded = directory.resolve("loaded");
    Script.Result version =
        new Script()
            .with("DYNAMQ_JVM_OPTS", "-Xlog:class+load:file=" + loaded)
            .run(broker, "version");
    assertThat(version.out()).isEqualTo("DynaMQ 0.1.0\n");
    return Files.readString(loaded)
        .contains("io.dynamq.server.Main source: shared objects file (top)");
  }

  private List<Path> archives(String pattern) {
    try (Stream<Path> found = Files.list(home)) {
      return found
          .filter(file -> file.getFileName().toString().matches(pattern.replace("*", "classes-.*")))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
