package io.dynamq.server.admin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Limits of this process, as Linux tells them. */
public final class ProcessLimit {
  private static final Path LIMITS = Path.of("/proc/self/limits");

  private ProcessLimit() {}

  /**
   * The soft limit: a number, or {@code unlimited}; empty if there is none of this name.
   *
   * @param name such as {@code Max open files}
   * @throws IOException where limits are not told in this way
   */
  public static Optional<String> soft(String name) throws IOException {
    return Files.readAllLines(LIMITS).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip().split(" +")[0])
        .findFirst();
  }
}
