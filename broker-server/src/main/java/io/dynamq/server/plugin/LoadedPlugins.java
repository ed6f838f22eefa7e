package io.dynamq.server.plugin;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code loaded_plugins} in EMQX's form: one Erlang term per line, {@code {name,true}.}, or
 * a bare {@code name.}; {@code {name,false}.} is listed but not loaded.
 */
final class LoadedPlugins {
  private static final String ATOM = "('[^']+'|[a-z][A-Za-z0-9_@]*)";
  private static final Pattern TERM =
      Pattern.compile("(?:" + ATOM + "|\\{\\s*" + ATOM + "\\s*,\\s*(true|false)\\s*})\\s*\\.");

  /**
   * One plug-in of the file.
   *
   * @param active whether it is to be loaded
   * @param origin {@code file:line}
   */
  record Entry(boolean active, String origin) {}

  private final Path file;

  LoadedPlugins(Path file) {
    this.file = file;
  }

  Path file() {
    return file;
  }

  /** By name, in the order of the file; empty if there is no file. */
  Map<String, Entry> read() throws InvalidSettingsException, IOException {
    Map<String, Entry> plugins = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return plugins;
    }
    List<Problem> problems = new ArrayList<>();
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("%")) {
        readTerms(line, file + ":" + (i + 1), plugins, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return plugins;
  }

  /** EMQX's own default puts several terms on one line. */
  private void readTerms(
      String line, String origin, Map<String, Entry> plugins, List<Problem> problems) {
    Matcher term = TERM.matcher(line);
    int at = 0;
    while (at < line.length() && term.find(at) && term.start() == at) {
      String name = term.group(1) != null ? term.group(1) : term.group(2);
      plugins.put(
          name.replace("'", ""), new Entry(!"false".equals(term.group(3)), origin));
      at = term.end();
      while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
        at++;
      }
    }
    if (at < line.length()) {
      problems.add(
          new Problem(
              origin,
              "plugin",
              "'" + line.substring(at) + "' is not understood, expected {emqx_backend_dynamo,true}."));
    }
  }

  /** Adds a plug-in to those that are loaded at the start, or takes it away. */
  void remember(String name, boolean active) throws InvalidSettingsException, IOException {
    Map<String, Entry> plugins = read();
    if (active) {
      plugins.put(name, new Entry(true, ""));
    } else {
      plugins.remove(name);
    }
    write(plugins);
  }

  private void write(Map<String, Entry> plugins) throws IOException {
    StringBuilder text = new StringBuilder();
    plugins.forEach(
        (name, entry) ->
            text.append('{').append(name).append(',').append(entry.active()).append("}.\n"));
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
