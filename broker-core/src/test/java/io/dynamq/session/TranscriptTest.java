package io.dynamq.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The conversations of {@code src/test/resources/session}, as {@link Transcript} reads them. With
 * {@code -Ddynamq.update=true} the effects in the files are written anew; review the difference.
 */
class TranscriptTest {
  private static final Path FOLDER = Path.of("src", "test", "resources", "session");

  static List<Path> transcripts() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("transcripts")
  void goesAsWritten(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    List<String> played = new Transcript().play(lines);
    if (Boolean.getBoolean("dynamq.update")) {
      Files.write(file, played);
    } else {
      assertThat(played).isEqualTo(lines);
    }
  }

  @Test
  void coverTheExchange() {
    assertThat(transcripts()).hasSizeGreaterThanOrEqualTo(25);
  }
}
