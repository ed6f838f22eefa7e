package io.dynamq.server.api;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A part of a list, as {@code _page} and {@code _limit} ask for it.
 *
 * @param number from 1
 * @param limit rows of a page
 */
record Page(int number, int limit) {
  static final int LIMIT_DEFAULT = 10_000;
  private static final int LIMIT_MAX = 100_000;

  static Page of(Map<String, String> query) throws ApiFault {
    return new Page(
        number(query, "_page", 1, Integer.MAX_VALUE),
        number(query, "_limit", LIMIT_DEFAULT, LIMIT_MAX));
  }

  private static int number(Map<String, String> query, String name, int otherwise, int max)
      throws ApiFault {
    String text = query.get(name);
    if (text == null) {
      return otherwise;
    }
    try {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, with the bounds.
    }
    throw ApiFault.bad(ApiFault.WRONG_TYPE, name + ": expected 1 to " + max);
  }

  <T> List<T> cut(List<T> all) {
    long from = Math.min(all.size(), (number - 1L) * limit);
    return all.subList((int) from, (int) Math.min(all.size(), from + limit));
  }

  Map<String, Object> meta(int count) {
    Map<String, Object> meta = new LinkedHashMap<>();
    meta.put("page", number);
    meta.put("limit", limit);
    meta.put("count", count);
    meta.put("hasnext", (long) number * limit < count);
    return meta;
  }
}
