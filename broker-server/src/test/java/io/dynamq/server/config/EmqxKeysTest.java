package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/emqx-keys.md} says what the configuration does. */
class EmqxKeysTest {
  private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| (yes|no use|not yet) \\|.*");

  @TempDir Path home;

  private static List<Matcher> rows(String state) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("../docs/emqx-keys.md"))) {
      return lines
          .map(ROW::matcher)
          .filter(Matcher::matches)
          .filter(row -> row.group(2).equals(state))
          .toList();
    }
  }

  @Test
  void whatIsThereIsASetting() throws IOException {
    assertThat(rows("yes"))
        .hasSizeGreaterThan(40)
        .allSatisfy(row -> assertThat(SettingsTable.find(row.group(1))).as(row.group(1)).isPresent());
  }

  @Test
  void whatHasNoUseIsRefusedWithTheReason() throws IOException {
    for (Matcher row : rows("no use")) {
      assertThat(new ConfigFixture(home).file(row.group(1) + " = 1").problems())
          .singleElement()
          .asString()
          .contains("is a key of EMQX that has no use here: ");
    }
  }

  @Test
  void whatIsMissingIsRefusedAsSuch() throws IOException {
    for (Matcher row : rows("not yet")) {
      assertThat(new ConfigFixture(home).file(row.group(1) + " = 1").problems())
          .singleElement()
          .asString()
          .contains("is a key of EMQX that this version does not have");
    }
  }
}
