package io.dynamq.server.price;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/** Keys and numbers that an operator keeps. */
final class FigureFile {
  private final Path file;
  private final Properties lines = new Properties();

  private FigureFile(Path file) {
    this.file = file;
  }

  /**
   * Reads it.
   *
   * @param what it is, such as {@code a file of prices}
   * @throws IOException with one line for the operator
   */
  static FigureFile read(Path file, String what) throws IOException {
    FigureFile read = new FigureFile(file);
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.lines.load(reader);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + file + ", expected " + what, e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return read;
  }

  Set<String> keys() {
    return lines.stringPropertyNames();
  }

  String text(String key, String otherwise) {
    return lines.getProperty(key, otherwise).strip();
  }

  /** A number that is not negative. */
  double figure(String key) throws IOException {
    String text = text(key, "");
    if (!text.matches("\\d{1,12}(\\.\\d{1,9})?")) {
      throw new IOException(
          "%s: %s: '%s' is no number, expected one such as 0.625".formatted(file, key, text));
    }
    return Double.parseDouble(text);
  }
}
