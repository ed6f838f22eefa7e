package io.dynamq.server.ctl;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Answers commands that need no broker. Found by ServiceLoader, because it needs the configuration
 * and the store's jars.
 */
public interface OfflineWork {

  /**
   * @param words of the command, such as {@code tables check}
   * @param options that were given, by name
   * @throws IOException with one line for the operator
   */
  Outcome run(StoredReads.Place place, List<String> words, Map<String, String> options)
      throws IOException;

  /**
   * What came of it.
   *
   * @param good false for the exit code of a failure
   * @param json the same as the lines
   */
  record Outcome(boolean good, List<String> lines, String json) {}
}
