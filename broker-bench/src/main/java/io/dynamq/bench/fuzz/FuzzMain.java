package io.dynamq.bench.fuzz;

import io.dynamq.bench.attack.Prey;
import io.dynamq.bench.attack.ProbePair;
import io.dynamq.bench.attack.Watcher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code broker-bench/fuzz}: plays cases and says what was found. */
public final class FuzzMain {
  private static final Map<String, String> SETTINGS =
      Map.of(
          "DYNAMQ_LISTENER__TCP__EXTERNAL__MAX_CONN_RATE", "0",
          "DYNAMQ_LISTENER__WS__EXTERNAL__MAX_CONN_RATE", "0",
          // A store that is slow in a young process is not what is judged here.
          "DYNAMQ_STORE__CLAIM_TIMEOUT", "30s",
          // The whole heap is resident from the start, so that what grows is told apart from it.
          "DYNAMQ_JVM_OPTS", "-Xmx512m -Xms512m -XX:+AlwaysPreTouch",
          // Sessions of clients that never come back must not make this a test of queues.
          "DYNAMQ_ZONE__EXTERNAL__SESSION_EXPIRY_INTERVAL", "2s",
          "DYNAMQ_ZONE__EXTERNAL__MAX_SESSION_EXPIRY_INTERVAL", "2s");
  private static final int GROWTH_MAX_MEGABYTES = 128;
  private static final long LOOK_MILLIS = 10_000;
  private static final int PROBES_PER_SECOND = 50;

  private final Map<String, Long> options;
  private final Tally tally = new Tally();
  private final Cases cases;

  private FuzzMain(Map<String, Long> options) {
    this.options = options;
    cases = new Cases(options.get("--seed"));
  }

  /** First argument: the directory of the checkout; see {@code broker-bench/fuzz --help}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    try {
      FuzzMain run = new FuzzMain(options(arguments));
      System.exit(run.run(Path.of(arguments[0])) ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println("fuzz: " + e.getMessage());
      System.exit(2);
    }
  }

  private static Map<String, Long> options(String... arguments) {
    Map<String, Long> options =
        new HashMap<>(
            Map.of("--cases", 10_000L, "--seed", 1L, "--first", 0L, "--clients", 16L, "--store", 0L));
    for (int i = 1; i < arguments.length; i += 2) {
      if (!options.containsKey(arguments[i]) || i + 1 == arguments.length) {
        throw new IllegalArgumentException(arguments[i] + " is unknown or needs a number");
      }
      try {
        options.put(arguments[i], Long.parseLong(arguments[i + 1]));
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            arguments[i] + " needs a number, not " + arguments[i + 1], e);
      }
    }
    return options;
  }

  private boolean run(Path home) throws IOException, InterruptedException {
    long first = options.get("--first");
    long count = options.get("--cases");
    new DecoderRun(cases, tally).play(first, count);
    System.out.printf("decoder: %,d cases, %,d findings%n", count, tally.foundCount());
    Map<String, String> settings = new HashMap<>(SETTINGS);
    if (options.get("--store") == 0) {
      settings.put("DYNAMQ_PERSISTENCE", "memory");
    }
    try (Prey prey = new Prey(home, "512m", settings)) {
      live(prey, first, count);
    }
    tally.findings().forEach(finding -> System.out.println("FOUND " + finding));
    System.out.println(tally.foundCount() == 0 ? "nothing found" : tally.foundCount() + " found");
    return tally.foundCount() == 0;
  }

  private void live(Prey prey, long first, long count) throws IOException, InterruptedException {
    Tally played = new Tally();
    List<Watcher> watchers = new ArrayList<>();
    for (int version = 3; version <= 5; version++) {
      boolean framed = version == 4;
      int port = framed ? prey.webSocketPort() : prey.tcpPort();
      watchers.add(new Watcher(port, framed, version, tally::found));
    }
    watchers.forEach(watcher -> new Thread(watcher, "watcher").start());
    Loiterers loiterers =
        new Loiterers(prey.tcpPort(), prey.webSocketPort(), tally, options.get("--seed"));
    Thread loitering = new Thread(loiterers, "loiterers");
    loitering.start();
    LiveRun run =
        new LiveRun(
            cases, new Player(prey.tcpPort(), prey.webSocketPort()), played, prey::isAlive);
    Memory memory = new Memory(prey, run);
    try (ProbePair probe =
        new ProbePair(prey.tcpPort(), "fuzz", PROBES_PER_SECOND, tally::found)) {
      memory.start();
      long from = System.nanoTime();
      run.play(first, count, options.get("--clients").intValue());
      double seconds = (System.nanoTime() - from) / 1e9;
      loiterers.close();
      loitering.join();
      memory.interrupt();
      memory.join();
      report(prey, played, seconds, probe, memory);
    }
    System.out.printf(
        "ended by the broker in time: %,d that stayed silent; strict subscribers got %,d packets%n",
        loiterers.ended(), watchers.stream().mapToLong(Watcher::received).sum());
    for (Watcher watcher : watchers) {
      watcher.close();
    }
    played.findings().forEach(tally::found);
  }

  private void report(Prey prey, Tally played, double seconds, ProbePair probe, Memory memory)
      throws IOException {
    played.bySpeech().forEach((speech, n) -> System.out.printf("MQTT %s: %,d%n", speech, n.sum()));
    played.byName().forEach((name, n) -> System.out.printf("  %s: %,d%n", name, n.sum()));
    System.out.printf("live: %.0f s, %.0f CPU s of the broker%n", seconds,
        prey.cpu().toMillis() / 1e3);
    System.out.printf(
        "probe: %,d messages, p50 %.2f ms, p99 %.2f ms, longest %.1f ms%n",
        probe.count(), probe.millis(0.5, 0), probe.millis(0.99, 0), probe.millis(1, 0));
    System.out.println(memory.shown());
    if (memory.growth() > GROWTH_MAX_MEGABYTES) {
      tally.found("the resident memory has grown by " + memory.growth() + " MB");
    }
    if (!prey.isAlive()) {
      tally.found("the broker has ended, see " + prey.log());
      return;
    }
    prey.trouble().forEach(line -> tally.found("log: " + line));
    String bugs =
        prey.ask("broker", "metrics").lines().filter(l -> l.startsWith("bugs ")).findFirst()
            .orElse("no counter of faults");
    System.out.println("counter " + bugs.replaceAll(" +", " "));
    if (!bugs.matches("bugs *: 0")) {
      tally.found("the counter of the broker's own faults: " + bugs);
    }
  }

  /** Looks at the resident memory now and then. */
  private static final class Memory extends Thread {
    private final Prey prey;
    private final LiveRun run;
    private final long idle;

    Memory(Prey prey, LiveRun run) {
      super("memory");
      this.prey = prey;
      this.run = run;
      idle = prey.residentMegabytes();
    }

    @Override
    public void run() {
      try {
        while (prey.isAlive()) {
          TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
          System.err.printf("%,d cases, %d MB%n", run.done(), prey.residentMegabytes());
        }
      } catch (InterruptedException e) {
        // The run is over.
        Thread.currentThread().interrupt();
      }
    }

    long growth() {
      return prey.peakMegabytes() - idle;
    }

    String shown() {
      return "resident: %d MB before, of which the heap has 512, %d MB at most"
          .formatted(idle, prey.peakMegabytes());
    }
  }
}
