package io.dynamq.server;

import io.dynamq.server.admin.Command;
import io.dynamq.server.admin.Commands;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ConfigView;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.ctl.Response;
import io.dynamq.server.ctl.StoredReads.Place;
import io.dynamq.server.ctl.Target;
import io.dynamq.server.users.OwnerOnly;
import io.dynamq.setting.InvalidSettingsException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * {@code support-bundle}: one file with what somebody who helps wants to see, for the owner only. No
 * secret of the configuration is in it, and nothing of the data directory but names and sizes.
 * Client ids, addresses and topics are, as far as the log has them.
 */
final class SupportBundle {
  private static final int LOG_BYTES_MAX = 4 << 20;

  /** What a running broker is asked. */
  private static final List<String> QUESTIONS =
      List.of(
          "status", "health", "broker", "broker stats", "broker metrics", "cluster status",
          "listeners", "plugins list", "modules list", "vm", "config diff", "cost", "hot");

  private final ConfigSources sources;
  private final Place place;
  private final List<String> contents = new ArrayList<>();
  private UnaryOperator<String> redaction = text -> text;

  SupportBundle(ConfigSources sources, Place place) {
    this.sources = sources;
    this.place = place;
  }

  /**
   * Writes the file.
   *
   * @return what is in it
   * @throws IOException if there is such a file, or it cannot be written
   */
  List<String> write(Path file) throws IOException {
    try {
      OwnerOnly.create(file);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(file + " is there, choose another by --out", e);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + e.getMessage(), e);
    }
    try (OutputStream bytes = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(bytes)) {
      configuration(zip);
      add(zip, "machine.txt", machine());
      add(zip, "doctor.txt", doctor());
      questions(zip);
      add(zip, "data-directory.txt", names(sources.dataDirectory()));
      logs(zip);
    }
    return contents;
  }

  private void configuration(ZipOutputStream zip) throws IOException {
    try {
      ConfigView view = ConfigView.read(sources);
      redaction = view.redaction();
      add(
          zip,
          "configuration.txt",
          view.lines(true).stream()
              .map(line -> line.key() + " = " + line.value() + "  # " + line.origin())
              .toList());
    } catch (InvalidSettingsException e) {
      // A value that is wrong may be a secret in the wrong place: only where it stands is told.
      add(
          zip,
          "configuration.txt",
          e.problems().stream().map(one -> one.origin() + ": " + one.key()).toList());
    }
  }

  private static List<String> machine() {
    Runtime java = Runtime.getRuntime();
    return List.of(
        "dynamq " + Version.text(),
        "java " + Runtime.version() + " " + System.getProperty("java.vm.name"),
        System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
            + System.getProperty("os.arch"),
        java.availableProcessors() + " processors",
        "written " + Instant.now());
  }

  private List<String> doctor() {
    return new Doctor(sources)
        .examine().stream()
            .map(one -> one.level() + " " + one.subject() + ": " + one.state() + " -> " + one.cure())
            .toList();
  }

  private void questions(ZipOutputStream zip) throws IOException {
    for (String question : QUESTIONS) {
      Command command = Commands.find(List.of(question.split(" ")), 0).orElseThrow();
      String answer;
      try {
        Response response =
            Target.of(place.data(), place.environment())
                .ask(command, new Target.Given(List.of(), Map.of()), null, false);
        answer = response.body();
      } catch (IOException e) {
        answer = e.getMessage();
      }
      add(zip, "broker/" + question.replace(' ', '-') + ".txt", answer.lines().toList());
    }
  }

  private static List<String> names(Path directory) {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> all = Files.walk(directory, 4)) {
      for (Path each : all.sorted().toList()) {
        String size = Files.isRegularFile(each) ? Long.toString(Files.size(each)) : "-";
        lines.add("%12s %s".formatted(size, directory.relativize(each)));
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      lines.add("cannot be read: " + e.getMessage());
    }
    return lines;
  }

  private void logs(ZipOutputStream zip) throws IOException {
    Path directory;
    try {
      directory = ServerConfig.load(sources, Version.text(), config -> List.of()).log().directory();
    } catch (InvalidSettingsException e) {
      directory = sources.dataDirectory().resolve("log");
    }
    if (!Files.isDirectory(directory)) {
      add(zip, "log/none.txt", List.of("there is no " + directory));
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        add(zip, "log/" + file.getFileName(), end(file));
      }
    }
  }

  /** The last lines. */
  private static List<String> end(Path file) throws IOException {
    try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
      long from = Math.max(0, log.length() - LOG_BYTES_MAX);
      log.seek(from);
      byte[] bytes = new byte[(int) (log.length() - from)];
      log.readFully(bytes);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }

  private void add(ZipOutputStream zip, String name, List<String> lines) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    String text = redaction.apply(String.join("\n", lines)) + "\n";
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
    contents.add(name);
  }
}
