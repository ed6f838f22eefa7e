package io.dynamq.dynamodb.probe;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Programs a test needs: without one it is skipped with a reason, and fails where CI=true. */
final class Tools {

  private Tools() {}

  static void require(String program) {
    boolean found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    requireThat(found, program + " is not installed");
  }

  static void requireThat(boolean condition, String otherwise) {
    if (!condition && "true".equals(System.getenv("CI"))) {
      fail(otherwise + ", and must be where CI=true");
    }
    Assumptions.assumeTrue(condition, otherwise);
  }
}
