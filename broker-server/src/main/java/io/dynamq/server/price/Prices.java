package io.dynamq.server.price;

import java.io.IOException;
import java.nio.file.Path;

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
    FigureFile lines = FigureFile.read(file, "a file of prices");
    return new Prices(
        lines.text("currency", "USD"),
        lines.figure("write.million"),
        lines.figure("read.million"),
        lines.figure("storage.gigabyte"));
  }

  /** Of so many units. */
  public double of(double units, boolean written) {
    return units * (written ? write : read) / MILLION;
  }
}
