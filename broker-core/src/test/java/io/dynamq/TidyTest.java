package io.dynamq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads the sources of every module and holds them to the rules that a compiler does not know. */
class TidyTest {
  private static final int MAIN_LINES_MAX = 400;
  private static final int TEST_LINES_MAX = 600;
  // Written so that this file does not find itself.
  private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");
  private static final String SLEEP = "Thread" + ".sleep";

  private static List<Source> sources;

  private record Source(Path path, List<String> lines) {
    static Source read(Path path) {
      try {
        return new Source(path, Files.readAllLines(path));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read " + path, e);
      }
    }

    boolean isTest() {
      return path.toString().contains("/src/test/");
    }

    boolean isMain() {
      return path.toString().contains("/src/main/");
    }
  }

  @BeforeAll
  static void readSources() throws IOException {
    sources = new ArrayList<>();
    Path root = projectRoot();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path module : modules.filter(m -> Files.exists(m.resolve("pom.xml"))).toList()) {
        readModule(module);
      }
    }
    assertThat(sources).hasSizeGreaterThan(50);
  }

  private static Path projectRoot() {
    Path here = Path.of("").toAbsolutePath();
    return Files.isDirectory(here.resolve("broker-core")) ? here : here.getParent();
  }

  private static void readModule(Path module) throws IOException {
    Path src = module.resolve("src");
    if (Files.isDirectory(src)) {
      try (Stream<Path> files = Files.walk(src)) {
        files
            .filter(file -> file.toString().endsWith(".java"))
            .map(Source::read)
            .forEach(sources::add);
      }
    }
  }

  private static List<String> linesWith(Predicate<Source> where, Predicate<String> what) {
    List<String> found = new ArrayList<>();
    for (Source source : sources) {
      for (int i = 0; where.test(source) && i < source.lines().size(); i++) {
        if (what.test(source.lines().get(i))) {
          found.add(source.path().getFileName() + ":" + (i + 1) + " " + source.lines().get(i).strip());
        }
      }
    }
    return found;
  }

  @Test
  void filesAreShort() {
    assertThat(sources)
        .filteredOn(s -> s.lines().size() > (s.isTest() ? TEST_LINES_MAX : MAIN_LINES_MAX))
        .extracting(s -> s.path().getFileName() + " has " + s.lines().size() + " lines")
        .isEmpty();
  }

  @Test
  void nothingIsLeftUnfinished() {
    assertThat(linesWith(s -> true, line -> UNFINISHED.matcher(line).find())).isEmpty();
  }

  @Test
  void testsDoNotSleep() {
    assertThat(linesWith(Source::isTest, line -> line.contains(SLEEP))).isEmpty();
  }

  @Test
  void tabsAreSpaces() {
    assertThat(linesWith(s -> true, line -> line.indexOf('\t') >= 0)).isEmpty();
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    assertThat(sources)
        .filteredOn(Source::isMain)
        .extracting(source -> source.path().getParent())
        .filteredOn(folder -> !Files.exists(folder.resolve("package-info.java")))
        .isEmpty();
  }
}
