package io.dynamq.statement;

import io.dynamq.statement.Statement.Key;
import io.dynamq.statement.Statement.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which test methods of all modules are annotated with which statements; read from the sources. */
final class Coverage {
  private static final Pattern METHOD = Pattern.compile("\\bvoid\\s+(\\w+)\\s*\\(");
  private static final Pattern LITERAL = Pattern.compile("\"([^\"]*)\"");

  private final Map<Key, Set<String>> methods = new HashMap<>();

  private Coverage() {}

  /** Reads {@code src/test} of every module. */
  static Coverage scan(Path root) throws IOException {
    Coverage coverage = new Coverage();
    try (Stream<Path> modules = Files.list(root)) {
      for (Path tests : modules.map(module -> module.resolve("src/test/java")).toList()) {
        if (Files.isDirectory(tests)) {
          coverage.scanModule(tests);
        }
      }
    }
    return coverage;
  }

  private void scanModule(Path tests) throws IOException {
    try (Stream<Path> files = Files.walk(tests)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String source = Files.readString(file);
        for (Version version : Version.values()) {
          scanFile(file.getFileName().toString().replace(".java", ""), source, version);
        }
      }
    }
  }

  private void scanFile(String className, String source, Version version) {
    Matcher annotation =
        Pattern.compile("(?m)^\\s*@" + version.annotation + "\\(([^)]*)\\)").matcher(source);
    while (annotation.find()) {
      Matcher method = METHOD.matcher(source);
      if (!method.find(annotation.end())) {
        throw new IllegalArgumentException(className + ": no method behind " + annotation.group());
      }
      Matcher id = LITERAL.matcher(annotation.group(1));
      while (id.find()) {
        methods
            .computeIfAbsent(new Key(version, id.group(1)), key -> new TreeSet<>())
            .add(className + "." + method.group(1));
      }
    }
  }

  Set<Key> covered() {
    return methods.keySet();
  }

  /** {@code Class.method} in alphabetical order. */
  List<String> methods(Key key) {
    return List.copyOf(methods.getOrDefault(key, Set.of()));
  }
}
