package io.dynamq.server.config;

import java.util.Optional;

/** Guesses which key was meant by one that does not exist. */
final class NearestKey {
  /** Letters that a slip of the finger changes. */
  static final int SLIP = 2;

  private NearestKey() {}

  /** The closest key of the table, if it is close enough to be worth naming. */
  static Optional<String> to(String unknown) {
    return within(unknown, Math.max(SLIP, unknown.length() / 4));
  }

  /** The closest key that differs in at most so many letters. */
  static Optional<String> within(String unknown, int limit) {
    String best = null;
    int bestDistance = limit + 1;
    for (SettingSpec row : SettingsTable.all()) {
      String candidate = row.filledFrom(unknown);
      int distance = distance(unknown, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Levenshtein's distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        current[j] =
            Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
