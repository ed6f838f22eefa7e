package io.dynamq.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What an upgrade of the Debian package must not overwrite. */
class DebianFilesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void everyFileThatOperatorsEditIsKept() throws IOException {
    List<String> kept =
        Files.readAllLines(ROOT.resolve("broker-package/src/deb/control/conffiles"));
    try (Stream<Path> files = Files.walk(ROOT.resolve("etc"))) {
      assertThat(
              files
                  .filter(Files::isRegularFile)
                  .map(file -> "/etc/dynamq/" + ROOT.resolve("etc").relativize(file)))
          .hasSizeGreaterThan(5)
          .allSatisfy(file -> assertThat(kept).contains(file));
    }
    assertThat(kept).contains("/etc/default/dynamq").doesNotHaveDuplicates();
  }
}
