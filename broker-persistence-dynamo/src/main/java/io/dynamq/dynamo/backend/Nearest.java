package io.dynamq.dynamo.backend;

import java.util.Collection;

/** Finds the known name that a mistyped one probably meant. */
final class Nearest {
  private Nearest() {}

  /** {@code "; did you mean x?"}, or nothing if no name is close. */
  static String hint(String typed, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(2, typed.length() / 3) + 1;
    for (String name : known) {
      int distance = distance(typed, name);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = name;
      }
    }
    return best == null ? "" : "; did you mean " + best + "?";
  }

  /** Levenshtein's edit distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
