package io.dynamq.server.price;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** What was measured of the broker, from a file that says how. */
public final class Coefficients {
  /** Its place in the distribution. */
  public static final String FILE = "etc/plan.conf";

  private final Path file;
  private final Map<String, Double> figures = new TreeMap<>();

  private Coefficients(Path file) {
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @throws IOException with one line for the operator
   */
  public static Coefficients read(Path file) throws IOException {
    Coefficients read = new Coefficients(file);
    FigureFile lines = FigureFile.read(file, "a file of measured figures");
    for (String key : lines.keys()) {
      read.figures.put(key, lines.figure(key));
    }
    return read;
  }

  /**
   * One of them.
   *
   * @throws IOException if the file has it not
   */
  double of(String key) throws IOException {
    Double figure = figures.get(key);
    if (figure == null) {
      throw new IOException(file + ": " + key + " is missing, expected a number");
    }
    return figure;
  }
}
