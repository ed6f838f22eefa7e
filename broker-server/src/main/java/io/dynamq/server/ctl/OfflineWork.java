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
   * Carries a command out.
   *
   * @throws IOException with one line for the operator
   */
  Outcome run(StoredReads.Place place, Asked asked) throws IOException;

  /**
   * What was asked.
   *
   * @param words of the command, such as {@code tables check}
   * @param parameters in the order of its usage
   * @param options that were given, by name
   */
  record Asked(List<String> words, List<String> parameters, Map<String, String> options) {}

  /**
   * What came of it.
   *
   * @param good false for the exit code of a failure
   * @param json the same as the lines
   */
  record Outcome(boolean good, List<String> lines, String json) {}
}
