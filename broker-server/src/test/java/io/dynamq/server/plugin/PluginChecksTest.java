package io.dynamq.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginChecksTest {
  private static final List<Setting> SETTINGS = List.of(new Setting("k", "v", "f:1"));
  private static final Problem WRONG = new Problem("f:1", "k", "is wrong");
  private static final Problem MISSING = new Problem("configuration", "l", "is missing");

  @TempDir Path data;
  private Path file;
  private PluginChecks checks;

  @BeforeEach
  void open() {
    FakePlugin plugin = new FakePlugin();
    plugin.find(WRONG);
    plugin.find(MISSING);
    file = data.resolve("loaded_plugins");
    checks = new PluginChecks(List.of(plugin), file);
  }

  @Test
  void ofAPluginThatIsNotLoadedOnlyWhatIsWrittenCounts() {
    assertThat(checks.ofRemembered(SETTINGS)).isEmpty();
    assertThat(checks.ofAll(SETTINGS)).containsExactly(WRONG);
  }

  @Test
  void ofAPluginThatIsLoadedEverythingCountsOnce() throws IOException {
    Files.writeString(file, "{emqx_backend_dynamo,true}.\n");

    assertThat(checks.ofRemembered(SETTINGS)).containsExactly(WRONG, MISSING);
    assertThat(checks.ofAll(SETTINGS)).containsExactly(WRONG, MISSING);
  }

  @Test
  void collectsUnknownPluginsWithTheRest() throws IOException {
    Files.writeString(file, "{emqx_backend_dynamo,true}.\n{emqx_dashboard,true}.\n");

    assertThat(checks.ofRemembered(SETTINGS))
        .containsExactly(
            WRONG,
            MISSING,
            new Problem(
                file + ":2",
                "emqx_dashboard",
                "is no plugin of this broker, expected one of [emqx_backend_dynamo]"));
  }

  @Test
  void saysThatTheFileCannotBeRead() throws IOException {
    Files.createDirectory(file);

    assertThat(checks.ofRemembered(SETTINGS))
        .singleElement()
        .extracting(Problem::origin, Problem::key)
        .containsExactly(file + ":1", "plugin");
  }
}
