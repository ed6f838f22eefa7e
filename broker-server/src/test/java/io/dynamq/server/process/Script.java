package io.dynamq.server.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the scripts of this checkout with an environment of their own. */
final class Script {
  /** The checkout; the tests run in the module's directory. */
  static final Path HOME = Path.of("").toAbsolutePath().getParent();

  private static final int SECONDS_MAX = 120;

  private final Map<String, String> environment = new HashMap<>();
  private Path directory = HOME;

  /** What a script left behind. */
  record Result(int code, String out) {}

  Script with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Script in(Path other) {
    directory = other;
    return this;
  }

  Result run(String... command) throws IOException, InterruptedException {
    Process process = start(command);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("still running: " + List.of(command));
    }
    return new Result(process.exitValue(), out);
  }

  /** Both outputs in one. */
  Process start(String... command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command));
    if (!words.get(0).startsWith("/")) {
      words.set(0, HOME.resolve(words.get(0)).toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(directory.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("DYNAMQ_"));
    builder.environment().put("DYNAMQ_SKIP_BUILD", "1");
    builder.environment().putAll(environment);
    return builder.start();
  }
}
