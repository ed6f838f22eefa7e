package io.dynamq.server.config;

import java.nio.file.Path;

/**
 * What is logged where.
 *
 * @param level debug, info, warning or error
 * @param maxBytes a new file begins at this size
 * @param maxFiles old files that are kept
 * @param traceBytes a trace ends when its file has this size
 */
public record LogConfig(
    String level, Path directory, long maxBytes, int maxFiles, Form form, long traceBytes) {

  /**
   * How it is written.
   *
   * @param to file, console or both; auto for a file in the background, else the console
   * @param json one object in each line
   * @param repeats lines of one kind in ten seconds, 0 = all
   */
  public record Form(String to, boolean json, int repeats) {

    /** Whether it goes to a file. */
    public boolean isToFile(boolean daemon) {
      return to.equals("auto") ? daemon : !to.equals("console");
    }

    /** Whether it goes to the standard output. */
    public boolean isToConsole(boolean daemon) {
      return to.equals("auto") ? !daemon : !to.equals("file");
    }

    /** Whether all that is printed has to be JSON. */
    public boolean isJsonOnConsole(boolean daemon) {
      return json && isToConsole(daemon);
    }
  }
}
