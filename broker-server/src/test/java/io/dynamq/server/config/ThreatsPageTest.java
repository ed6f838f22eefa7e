package io.dynamq.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/threats.md} and {@code docs/protection.md} name tests that exist. */
class ThreatsPageTest {
  private static final Pattern NAME = Pattern.compile("`([A-Z]\\w+(?:Test|IT))`");

  private static Set<String> existing() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".."), 20)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".java"))
          .map(name -> name.substring(0, name.length() - 5))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyTestExists() throws IOException {
    Set<String> named = new TreeSet<>();
    for (String page : new String[] {"threats.md", "protection.md"}) {
      Matcher names = NAME.matcher(Files.readString(Path.of("../docs", page)));
      while (names.find()) {
        named.add(names.group(1));
      }
    }
    assertThat(named).hasSizeGreaterThan(40);
    assertThat(existing()).containsAll(named);
  }
}
