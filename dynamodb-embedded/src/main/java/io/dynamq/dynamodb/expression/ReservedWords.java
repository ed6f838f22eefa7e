package io.dynamq.dynamodb.expression;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words that an expression may not use as an attribute's name. */
final class ReservedWords {

  private static final Set<String> WORDS = read();

  private ReservedWords() {}

  static boolean contains(String name) {
    return WORDS.contains(name.toUpperCase(Locale.ROOT));
  }

  private static Set<String> read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                ReservedWords.class.getResourceAsStream("reserved-words.txt"),
                StandardCharsets.US_ASCII))) {
      return reader
          .lines()
          .flatMap(line -> Stream.of(line.split(" ")))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
