package io.dynamq.bench.broker;

import java.util.List;

/**
 * One shape of load.
 *
 * @param arguments of the load generator, without what is the same for all
 * @param costs names of the figures in its answer, µs of broker CPU per message or connection
 * @param relayed whether a relay that keeps nothing can take part
 * @param layer below MQTT
 */
record Workload(
    String name, List<String> arguments, List<String> costs, boolean relayed, Layer layer) {
  private static final String PER_MESSAGE = "cpu_us_per_msg";
  private static final String CONNECTS = "cpu_us_per_connect";
  private static final String PAIR_QOS1 = "--topics pair --pubs 100 --subs 100 --qos 1";

  /** What is measured, in the order of the table. */
  static final List<Workload> ALL =
      List.of(
          live("pair-qos0", "--topics pair --pubs 100 --subs 100 --qos 0"),
          live("pair-qos1", PAIR_QOS1),
          live("pair-qos2", "--topics pair --pubs 100 --subs 100 --qos 2"),
          live("fanin-qos1", "--topics fanin --pubs 200 --subs 1 --qos 1"),
          live("fanout-qos0", "--topics fanout --pubs 1 --subs 500 --qos 0"),
          live("fanout-qos1", "--topics fanout --pubs 1 --subs 500 --qos 1"),
          kept("wild-100k-qos0", PER_MESSAGE, "--topics wild --wild 100000 --pubs 100 --subs 100"),
          kept("persistent-qos1", PER_MESSAGE, "--topics pair --pubs 100 --subs 100 --qos 1 --clean 0"),
          kept("shared-10-qos1", PER_MESSAGE, "--topics shared --pubs 100 --subs 10 --qos 1"),
          live("paced-10k-qos1", "--topics pair --pubs 100 --subs 100 --qos 1 --rate 10000"),
          kept(
              "retained-100k",
              "deliver_cpu_us_per_msg",
              "--mode retained --messages 100000 --qos 1 --repeat 1"),
          new Workload(
              "offline-100k-qos1",
              words("--mode offline --topics pair --pubs 10 --subs 10 --qos 1 --messages 100000"),
              List.of("queue_cpu_us_per_msg", "drain_cpu_us_per_msg"),
              false),
          kept(
              "connecting",
              CONNECTS,
              "--mode conn --conns 2000 --rate 900 --hold 1 --conn-sub 0"),
          within(Layer.TLS, "tls-pair-qos1", PER_MESSAGE, PAIR_QOS1),
          within(Layer.WEB_SOCKET, "ws-pair-qos1", PER_MESSAGE, PAIR_QOS1),
          within(
              Layer.TLS,
              "tls-connecting",
              CONNECTS,
              "--mode conn --conns 1000 --rate 400 --hold 1 --conn-sub 0"));

  /** Over plain TCP. */
  Workload(String name, List<String> arguments, List<String> costs, boolean relayed) {
    this(name, arguments, costs, relayed, Layer.NONE);
  }

  private static Workload live(String name, String arguments) {
    return new Workload(name, words(arguments), List.of(PER_MESSAGE), true);
  }

  private static Workload kept(String name, String cost, String arguments) {
    return within(Layer.NONE, name, cost, arguments);
  }

  private static Workload within(Layer layer, String name, String cost, String arguments) {
    return new Workload(name, words(arguments), List.of(cost), false, layer);
  }

  private static List<String> words(String text) {
    return List.of(text.split(" "));
  }
}
