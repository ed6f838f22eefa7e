package io.dynamq.bench.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Runs every workload against every broker, in turn within each round, so that what else the
 * machine does hits all alike; prints medians and ratios. The first round is not counted: it is for
 * the compilers of the JVMs.
 */
public final class BrokerBench {
  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private final Options options;
  private final LoadRun load;
  private final Figures figures;
  private final List<Target> targets = new CopyOnWriteArrayList<>();
  private final Map<String, Doors> doors = new ConcurrentHashMap<>();
  private boolean clean = true;

  private BrokerBench(Options options) {
    this.options = options;
    this.load = new LoadRun(options);
    this.figures = new Figures(options.targets());
  }

  /** First argument: the directory of the checkout; the rest: {@link Options#HELP}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = List.of(arguments);
    if (words.contains("--help")) {
      System.out.print(Options.HELP);
      return;
    }
    if (words.contains("--list")) {
      for (Workload workload : Workload.ALL) {
        System.out.println(workload.name() + ": " + String.join(" ", workload.arguments()));
      }
      return;
    }
    Options options = null;
    try {
      String[] rest = words.subList(1, words.size()).toArray(String[]::new);
      options = Options.parse(Path.of(arguments[0]), rest);
    } catch (IllegalArgumentException e) {
      System.err.println("broker-bench: " + e.getMessage() + "\n" + Options.HELP);
      System.exit(MISUSED);
    }
    BrokerBench bench = new BrokerBench(options);
    try {
      bench.run();
    } catch (IllegalStateException | IllegalArgumentException e) {
      System.err.println("broker-bench: " + e.getMessage());
      System.exit(FAILED);
    }
    System.out.print(bench.figures.table());
    System.exit(bench.clean ? 0 : FAILED);
  }

  private void run() throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("broker-bench");
    // Also if somebody has enough of it.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    try {
      for (String name : options.targets()) {
        start(name, scratch);
      }
      for (Workload workload : Workload.ALL) {
        if (options.only().matcher(workload.name()).find()) {
          for (int round = 0; round <= options.runs(); round++) {
            round(workload, round > 0);
          }
        }
      }
    } finally {
      close();
    }
    System.err.println("broker-bench: logs and data are in " + scratch);
  }

  private void close() {
    doors.values().forEach(Doors::close);
    targets.forEach(Target::close);
  }

  private void start(String name, Path scratch) throws IOException, InterruptedException {
    Doors layers = new Doors(Files.createDirectory(scratch.resolve("doors-" + name)));
    doors.put(name, layers);
    switch (name) {
      case Target.OURS ->
          targets.add(Target.ours(options.home(), scratch, layers.settings()));
      case Target.RELAY -> targets.add(Target.relay(scratch));
      case Peers.MOSQUITTO, Peers.MOSQUITTO_FILES -> {
        Path program = Options.onPath("MOSQUITTO", "mosquitto");
        if (program != null) {
          targets.add(
              name.equals(Peers.MOSQUITTO)
                  ? Peers.mosquitto(program, scratch, layers.mosquitto())
                  : Peers.mosquittoWithFiles(program, scratch, layers.mosquitto()));
        }
      }
      case Peers.HIVEMQ_MEMORY ->
          targets.add(Peers.hivemq(name, options.home(), scratch, "in-memory"));
      case Peers.HIVEMQ_FILES -> targets.add(Peers.hivemq(name, options.home(), scratch, "file"));
      default -> throw new IllegalArgumentException("unknown target " + name);
    }
  }

  private void round(Workload workload, boolean counted)
      throws IOException, InterruptedException {
    for (Target target : targets) {
      if (takesPart(target.name(), workload)) {
        measure(workload, target, counted);
      }
    }
  }

  private static boolean takesPart(String target, Workload workload) {
    return switch (target) {
      case Target.RELAY -> workload.relayed();
      case Peers.HIVEMQ_MEMORY, Peers.HIVEMQ_FILES -> workload.layer() == Layer.NONE;
      default -> true;
    };
  }

  private void measure(Workload workload, Target target, boolean counted)
      throws IOException, InterruptedException {
    Duration storeBefore = target.storeCpu();
    int port = doors.get(target.name()).port(workload.layer(), target.port());
    JsonNode answer = load.measure(workload, target, port);
    Duration store = target.storeCpu().minus(storeBefore);
    keep(answer);
    if (!answer.path("ok").asBoolean()) {
      clean = false;
      System.err.printf(
          "broker-bench: not clean: %s %s: %s%n", workload.name(), target.name(), answer);
    }
    for (String cost : workload.costs()) {
      String row = workload.costs().size() == 1 ? workload.name() : workload.name() + " " + cost;
      double micros = answer.path(cost).asDouble(Double.NaN);
      if (counted && !Double.isNaN(micros)) {
        figures.add(row, target.name(), micros);
      }
      System.err.printf(
          "%s %s: %.2f µs, %.0f messages/s, p99 %.0f µs; its store %d ms in all%s%n",
          row, target.name(), micros, answer.path("msgs_per_s").asDouble(),
          answer.path("latency_us").path("p99").asDouble(), store.toMillis(),
          counted ? "" : " (not counted)");
    }
  }

  private void keep(JsonNode answer) throws IOException {
    if (options.results() != null) {
      Files.writeString(
          options.results(), answer + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
  }
}
