package io.dynamq.bench.durability;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What a run does.
 *
 * @param qos 1 or 2, of publish and subscription
 * @param rate messages a second of all; 0: as fast as windows allow
 * @param window unacknowledged messages of each publisher
 * @param every seconds between two lines; 0: one line in the end
 * @param away whether subscribers are away until all is published
 * @param pid process whose CPU time is measured, 0 for none
 */
record Plan(
    InetSocketAddress broker,
    int publishers,
    int subscribers,
    int qos,
    int rate,
    int window,
    int payload,
    int warmup,
    int seconds,
    int every,
    boolean away,
    long pid) {

  static final String USAGE =
      "AckBench [--host A] [--port N] [--pubs N] [--subs N] [--qos 1|2] [--rate N] [--window N]"
          + " [--payload N] [--warmup S] [--seconds S] [--every S] [--away 0|1] [--pid N]";

  private static final Set<String> NAMES =
      Set.of("host", "port", "pubs", "subs", "qos", "rate", "window", "payload", "warmup",
          "seconds", "every", "away", "pid");

  /** Publisher i sends to subscriber i modulo their number. */
  static Plan of(String... words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < words.length; i += 2) {
      String name = words[i].startsWith("--") ? words[i].substring(2) : "";
      if (!NAMES.contains(name) || i + 1 == words.length) {
        throw new IllegalArgumentException("not understood: " + words[i]);
      }
      given.put(name, words[i + 1]);
    }
    return new Plan(
        new InetSocketAddress(
            given.getOrDefault("host", "127.0.0.1"), number(given, "port", 1883, 1, 65_535)),
        number(given, "pubs", 4, 1, 1_000),
        number(given, "subs", 4, 1, 1_000),
        number(given, "qos", 1, 1, 2),
        number(given, "rate", 0, 0, 10_000_000),
        number(given, "window", 20, 1, 65_535),
        number(given, "payload", 100, 0, 1 << 20),
        number(given, "warmup", 3, 0, 3_600),
        number(given, "seconds", 10, 1, 86_400),
        number(given, "every", 0, 0, 86_400),
        number(given, "away", 0, 0, 1) == 1,
        number(given, "pid", 0, 0, Integer.MAX_VALUE));
  }

  private static int number(
      Map<String, String> given, String name, int otherwise, int least, int most) {
    String text = given.getOrDefault(name, Integer.toString(otherwise));
    if (!text.matches("\\d{1,9}")
        || Integer.parseInt(text) < least
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(
          "--" + name + " is from " + least + " to " + most + ", not " + text);
    }
    return Integer.parseInt(text);
  }
}
