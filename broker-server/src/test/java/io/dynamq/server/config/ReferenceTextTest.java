package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Run with {@code -Ddynamq.update=true} to write the files anew from the table. */
class ReferenceTextTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void shippedFileIsTheTable() throws IOException {
    assertSame("etc/broker.conf", ReferenceText.file());
  }

  @Test
  void referencePageIsTheTable() throws IOException {
    assertSame("docs/configuration.md", ReferenceText.page());
  }

  @Test
  void manualPageIsTheTable() throws IOException {
    assertSame("broker-package/src/man/dynamq.conf.5", ReferenceText.manual());
  }

  @Test
  void everyDefaultIsAValueOfItsType() throws BadValueException {
    Set<String> keys = new HashSet<>();
    for (SettingSpec row : SettingsTable.all()) {
      assertThat(keys.add(row.key())).as(row.key()).isTrue();
      if (row.hasDefault()) {
        row.type().parse(row.defaultText());
      }
      assertThat(row.help()).as(row.key()).endsWith(".");
    }
  }

  @Test
  void shippedFileIsAccepted() throws Exception {
    assertThat(
            ServerConfig.load(
                    new ConfigSources(
                        ROOT,
                        ROOT.resolve("etc/broker.conf"),
                        ROOT.resolve("data"),
                        false,
                        java.util.Map.of("DYNAMQ_BACKEND__DYNAMO__EMBEDDED", "off")),
                    "0.1.0",
                    loaded -> java.util.List.of())
                .listeners())
        .hasSize(2);
  }

  private static void assertSame(String name, String expected) throws IOException {
    Path file = ROOT.resolve(name);
    if (Boolean.getBoolean("dynamq.update")) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, expected);
    }
    assertThat(file).as("run the test with -Ddynamq.update=true").content().isEqualTo(expected);
  }
}
