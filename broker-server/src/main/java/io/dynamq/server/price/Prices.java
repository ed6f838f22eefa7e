package io.dynamq.server.price;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What the store costs, from a file that the operator keeps.
 *
 * @param write of a million units of writing
 * @param read of a million units of reading
 * @param storage of a gigabyte for a month
 */
public record Prices(String currency, double write, double read, double storage) {
  /** Its place in the distribution. */
  public static final String FILE = "etc/prices.conf";

  private static final double MILLION = 1_000_000;

  /**
   * Reads the file.
   *
   * @throws IOException with one line for the operator
   */
  public static Prices read(Path file) throws IOException {
    Properties lines = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      lines.load(reader);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no " + file + ", expected a file of prices", e);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
    return new Prices(
        lines.getProperty("currency", "USD").strip(),
        price(file, lines, "write.million"),
        price(file, lines, "read.million"),
        price(file, lines, "storage.gigabyte"));
  }

  private static double price(Path file, Properties lines, String key) throws IOException {
    String text = lines.getProperty(key, "").strip();
    if (!text.matches("\\d{1,9}(\\.\\d{1,9})?")) {
      throw new IOException(
          "%s: %s: '%s' is no price, expected a number such as 0.625".formatted(file, key, text));
    }
    return Double.parseDouble(text);
  }

  /** Of so many units. */
  public double of(double units, boolean written) {
    return units * (written ? write : read) / MILLION;
  }
}
