package io.dynamq.statement;

import io.dynamq.statement.Statement.Concern;
import io.dynamq.statement.Statement.Key;
import io.dynamq.statement.Statement.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** All statements in the order of their files, and those that no test shows yet. */
final class Catalogue {
  /** MQTT-3.1.2.7 and MQTT-3-8.3-4 of MQTT 3.1.1 are spelled so. */
  private static final Pattern ID = Pattern.compile("MQTT-\\d+[.-]\\d+\\.\\d+[.-]\\d+");
  private static final String UNTESTABLE = "not testable: ";
  private static final String PENDING = "pending.txt";

  private final Map<Key, Statement> statements = new LinkedHashMap<>();
  private final Path folder;

  private Catalogue(Path folder) {
    this.folder = folder;
  }

  /** Reads the files of {@code statements}. */
  static Catalogue read(Path folder) throws IOException {
    Catalogue catalogue = new Catalogue(folder);
    for (Version version : Version.values()) {
      for (String line : lines(folder.resolve(version.file))) {
        catalogue.add(parse(version, line));
      }
    }
    return catalogue;
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    lines.removeIf(line -> line.isBlank() || line.startsWith("#"));
    return lines;
  }

  private void add(Statement statement) {
    if (statements.put(statement.key(), statement) != null) {
      throw new IllegalArgumentException("listed twice: " + statement.key());
    }
  }

  private static Statement parse(Version version, String line) {
    String[] parts = line.split(" \\| ");
    boolean untestable = parts.length == 4 && parts[3].startsWith(UNTESTABLE);
    if (!ID.matcher(parts[0]).matches() || parts.length != 3 && !untestable) {
      throw new IllegalArgumentException(version.file + ": cannot read: " + line);
    }
    return new Statement(
        version,
        parts[0],
        Concern.valueOf(parts[1].toUpperCase(Locale.ROOT)),
        parts[2],
        untestable ? parts[3].substring(UNTESTABLE.length()) : null);
  }

  List<Statement> all() {
    return List.copyOf(statements.values());
  }

  boolean knows(Key key) {
    return statements.containsKey(key);
  }

  /** Statements without test so far; the list may only shrink. */
  Set<Key> pending() throws IOException {
    return lines(folder.resolve(PENDING)).stream()
        .map(line -> line.split(" "))
        .map(parts -> new Key(Version.ofNumber(parts[0]), parts[1]))
        .collect(Collectors.toSet());
  }

  /** Takes off the list what has a test now. */
  void shrinkPending(Set<Key> covered) throws IOException {
    Path file = folder.resolve(PENDING);
    Set<String> gone = new TreeSet<>();
    covered.forEach(key -> gone.add(key.toString()));
    List<String> left = Files.readAllLines(file).stream().filter(l -> !gone.contains(l)).toList();
    Files.writeString(file, String.join("\n", left) + "\n");
  }
}
