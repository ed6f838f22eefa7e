package io.dynamq.server.price;

import java.util.List;
import java.util.Map;

/** What {@code plan} is asked about; what was not said is as in {@link #of}. */
public record PlanOrder(Online online, Stored stored, Promise promise) {
  private static final List<String> MODES = List.of("memory", "wal", "store");
  private static final long MOST = 1_000_000_000_000L;

  /**
   * Clients that are connected.
   *
   * @param connects of each a day
   * @param rate of messages a second that all publish together
   * @param size of a payload in bytes
   * @param receivers of each message
   */
  public record Online(
      long clients, long subscriptions, double connects, double rate, long size, double receivers) {}

  /**
   * What waits and stays.
   *
   * @param absent clients with a session that are not connected
   * @param absentRate of messages a second that are queued for all of them together
   * @param backlog messages that wait for them on average
   * @param retained messages
   * @param retainedRate of those that are published a second
   */
  public record Stored(
      long absent, double absentRate, long backlog, long retained, double retainedRate) {}

  /**
   * How it is done.
   *
   * @param ackAfter durability.ack_after
   * @param clean whether connected clients keep no session
   */
  public record Promise(int qos, String ackAfter, boolean clean, boolean tls) {}

  /**
   * Reads options by their names.
   *
   * @param ackAfter what holds if they do not say
   * @throws IllegalArgumentException with one line for the operator
   */
  public static PlanOrder of(Map<String, String> options, String ackAfter) {
    String mode = options.getOrDefault("ack-after", ackAfter);
    if (!MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "--ack-after=" + mode + " is not one of " + String.join(", ", MODES));
    }
    return new PlanOrder(
        new Online(
            whole(options, "clients", 1_000, MOST),
            whole(options, "subscriptions", 1, MOST),
            number(options, "connects", 1),
            number(options, "rate", 100),
            whole(options, "size", 100, 268_435_455),
            number(options, "receivers", 1)),
        new Stored(
            whole(options, "absent", 0, MOST),
            number(options, "absent-rate", 0),
            whole(options, "backlog", 0, MOST),
            whole(options, "retained", 0, MOST),
            number(options, "retained-rate", 0)),
        new Promise(
            (int) whole(options, "qos", 1, 2),
            mode,
            options.containsKey("clean"),
            options.containsKey("tls")));
  }

  private static long whole(Map<String, String> options, String name, long otherwise, long max) {
    String text = options.getOrDefault(name, String.valueOf(otherwise));
    if (!text.matches("\\d{1,12}") || Long.parseLong(text) > max) {
      throw new IllegalArgumentException(
          "--%s=%s is no whole number from 0 to %d".formatted(name, text, max));
    }
    return Long.parseLong(text);
  }

  private static double number(Map<String, String> options, String name, double otherwise) {
    String text = options.getOrDefault(name, String.valueOf(otherwise));
    if (!text.matches("\\d{1,12}(\\.\\d{1,9})?")) {
      throw new IllegalArgumentException(
          "--%s=%s is no number such as 1000 or 0.5".formatted(name, text));
    }
    return Double.parseDouble(text);
  }
}
