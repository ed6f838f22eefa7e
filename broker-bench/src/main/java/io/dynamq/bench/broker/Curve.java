package io.dynamq.bench.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * One thing that grows, and what is measured meanwhile.
 *
 * @param name of its files
 * @param grows what the points count
 * @param points how much of it
 * @param arguments of the load generator for a point
 */
record Curve(
    String name,
    String grows,
    List<Long> points,
    LongFunction<String> arguments,
    List<Figure> figures) {

  /** What is read from the load generator's answer at a point. */
  interface Reading {
    /** Not a number if it is not there. */
    double of(JsonNode answer, long point);
  }

  /** One line of a plot. */
  record Figure(String title, Reading reading) {}

  private static final double KIB = 1_024;

  private static final Figure PER_MESSAGE = plain("µs of CPU per message", "cpu_us_per_msg");

  /** All, the most interesting first: time may run out. */
  static final List<Curve> ALL =
      List.of(
          new Curve(
              "idle-connections", "idle connections with one subscription",
              of(1_000, 5_000, 10_000, 19_000),
              x -> "--mode conn --conc 100 --rate 1500 --hold 3 --conn-sub 1 --conns " + x,
              List.of(
                  new Figure("live heap per connection, bytes", Curve::heapPer),
                  new Figure(
                      "resident memory per connection, bytes",
                      (answer, x) -> number(answer, "rss_bytes_per_conn")),
                  plain("µs of CPU per connect", "cpu_us_per_connect"),
                  new Figure(
                      "CPU of all of them idle, share of a core",
                      (answer, x) -> number(answer, "idle_cpu_s_per_s")))),
          new Curve(
              "connections", "connections, half of them publishers; QoS 1",
              of(20, 200, 2_000, 8_000),
              x -> "--topics pair --qos 1 --pubs " + x / 2 + " --subs " + x / 2,
              List.of(PER_MESSAGE)),
          new Curve(
              "publishers", "publishers to one subscriber; QoS 1",
              // More messages under way than 10,000 are more than one subscriber may leave waiting.
              of(10, 100, 1_000, 8_000),
              x -> "--topics fanin --qos 1 --inflight 1 --subs 1 --pubs " + x,
              List.of(PER_MESSAGE)),
          new Curve(
              "subscriptions", "wildcard subscriptions in place",
              of(1_000, 10_000, 100_000, 1_000_000),
              x -> "--topics wild --pubs 100 --subs 100 --wild " + x,
              List.of(
                  PER_MESSAGE,
                  // With fewer the 200 connections weigh more than they do.
                  new Figure(
                      "live heap per subscription, bytes",
                      (answer, x) -> x < 100_000 ? Double.NaN : heapPer(answer, x)))),
          new Curve(
              "topic-depth", "levels of the topics; QoS 0",
              of(2, 5, 10, 20, 50),
              x -> "--topics pair --pubs 100 --subs 100 --prefix " + "a/".repeat((int) x - 2) + "a",
              List.of(PER_MESSAGE)),
          new Curve(
              "fan-out", "receivers of each message; QoS 0",
              of(1, 10, 100, 1_000, 5_000),
              x -> "--topics fanout --pubs 1 --subs " + x,
              List.of(PER_MESSAGE)),
          new Curve(
              "payload", "bytes of payload; 10 to 10, QoS 1",
              of(16, 64, 256, 1 << 10, 4 << 10, 16 << 10, 64 << 10, 256 << 10),
              x -> "--topics pair --qos 1 --pubs 10 --subs 10 --payload " + x,
              List.of(PER_MESSAGE)),
          new Curve(
              "offline-sessions", "absent sessions, 50,000 messages for all of them; QoS 1",
              of(10, 100, 1_000, 4_000),
              x -> "--mode offline --topics pair --qos 1 --messages 50000 --conc 10 --pubs " + x
                  + " --subs " + x,
              List.of(
                  plain("µs of CPU to queue one", "queue_cpu_us_per_msg"),
                  plain("µs of CPU to drain one", "drain_cpu_us_per_msg"))),
          new Curve(
              "retained", "retained messages to a wildcard subscriber",
              of(1_000, 10_000, 100_000, 1_000_000),
              x -> "--mode retained --qos 1 --repeat 1 --messages " + x,
              List.of(
                  plain("µs of CPU to store one", "store_cpu_us_per_msg"),
                  plain("µs of CPU to deliver one", "deliver_cpu_us_per_msg"))));

  /** Whether it tells what a message costs, and not what a connection does. */
  boolean isOfMessages() {
    return figures.stream().noneMatch(figure -> figure.title().contains("per connect"));
  }

  private static List<Long> of(long... points) {
    return LongStream.of(points).boxed().toList();
  }

  private static Figure plain(String title, String key) {
    return new Figure(title, (answer, x) -> number(answer, key));
  }

  /** The probe tells KiB. */
  private static double heapPer(JsonNode answer, long x) {
    return (number(answer, "probe_after") - number(answer, "probe_before")) * KIB / x;
  }

  private static double number(JsonNode answer, String key) {
    return answer.path(key).asDouble(Double.NaN);
  }
}
