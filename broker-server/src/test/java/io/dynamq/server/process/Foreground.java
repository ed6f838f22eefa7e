package io.dynamq.server.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A broker that runs in the foreground, with its output and its signals. */
final class Foreground implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  Foreground(Process process) {
    this.process = process;
    out = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Reads up to a line that begins so. */
  void awaitLine(String beginning) throws IOException {
    await(line -> line.startsWith(beginning), beginning);
  }

  /** Reads up to a line that has these words, and returns it. */
  String awaitLineWith(String words) throws IOException {
    return await(line -> line.contains(words), words);
  }

  private String await(Predicate<String> wanted, String words) throws IOException {
    String line = out.readLine();
    while (line != null && !wanted.test(line)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new AssertionError("ended without printing " + words);
    }
    return line;
  }

  /** What is printed until the end. */
  List<String> rest() {
    return out.lines().filter(text -> !text.isEmpty()).toList();
  }

  /** Not {@link Process#destroy}, which knows one signal and closes the output as well. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      throw new AssertionError("still runs");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
