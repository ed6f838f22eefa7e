package io.dynamq.server.config;

import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code key = value} files and the files they include; knows nothing of keys. One instance
 * reads once.
 *
 * <p>A relative include is looked up above the {@code etc} directory that holds the including file,
 * so {@code include etc/plugins/*.conf} means the same wherever a whole {@code etc} is copied to; a
 * file that is in no {@code etc} includes from the distribution.
 */
final class ConfigFile {
  private static final String INCLUDE = "include";
  private static final int MAX_DEPTH = 8;

  private final Path home;
  private final List<Problem> problems;
  private final List<Setting> settings = new ArrayList<>();

  ConfigFile(Path home, List<Problem> problems) {
    this.home = home;
    this.problems = problems;
  }

  /** Entries in the order they stand, duplicates included. */
  List<Setting> read(Path file) {
    readFile(file, 0);
    return settings;
  }

  private void readFile(Path file, int depth) {
    String shown = shown(file);
    List<String> lines;
    try {
      lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (NoSuchFileException e) {
      problems.add(new Problem(shown + ":1", "file", "does not exist, expected a configuration"));
      return;
    } catch (MalformedInputException e) {
      problems.add(new Problem(shown + ":1", "file", "is not text, expected UTF-8"));
      return;
    } catch (IOException e) {
      problems.add(new Problem(shown + ":1", "file", "cannot be read: " + e.getMessage()));
      return;
    }
    for (int i = 0; i < lines.size(); i++) {
      readLine(lines.get(i).strip(), shown + ":" + (i + 1), file, depth);
    }
  }

  private void readLine(String line, String origin, Path file, int depth) {
    if (line.isEmpty() || line.startsWith("#")) {
      return;
    }
    if (line.startsWith(INCLUDE + " ") || line.startsWith(INCLUDE + "\t")) {
      include(line.substring(INCLUDE.length()).strip(), origin, file, depth);
      return;
    }
    int equals = line.indexOf('=');
    if (equals < 1) {
      problems.add(
          new Problem(origin, line.split("\\s+")[0], "has no '=', expected key = value"));
      return;
    }
    String key = line.substring(0, equals).strip();
    settings.add(new Setting(key, line.substring(equals + 1).strip(), origin));
  }

  private void include(String pattern, String origin, Path file, int depth) {
    if (depth == MAX_DEPTH) {
      problems.add(new Problem(origin, INCLUDE, "goes too deep, expected no circle of includes"));
      return;
    }
    Path target = base(file).resolve(pattern).normalize();
    if (pattern.indexOf('*') < 0) {
      readIncluded(List.of(target), depth);
      return;
    }
    Path directory = target.getParent();
    if (!Files.isDirectory(directory)) {
      problems.add(
          new Problem(origin, INCLUDE, "'" + pattern + "' names no directory: " + directory));
      return;
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> matches =
        Files.newDirectoryStream(directory, target.getFileName().toString())) {
      matches.forEach(found::add);
    } catch (IOException e) {
      problems.add(new Problem(origin, INCLUDE, "cannot list " + directory + ": " + e.getMessage()));
    }
    readIncluded(found.stream().sorted().toList(), depth);
  }

  private void readIncluded(List<Path> files, int depth) {
    files.forEach(file -> readFile(file, depth + 1));
  }

  private Path base(Path file) {
    Path directory = file.toAbsolutePath().normalize().getParent();
    boolean inEtc = directory.getParent() != null && directory.endsWith("etc");
    return inEtc ? directory.getParent() : home;
  }

  private String shown(Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return absolute.startsWith(home) ? home.relativize(absolute).toString() : absolute.toString();
  }
}
