package io.dynamq.bench.abuse;

import io.dynamq.bench.abuse.Abuse.Outcome;
import io.dynamq.bench.attack.Prey;
import io.dynamq.bench.attack.ProbePair;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * {@code broker-bench/abuse}: a pair with good manners at a steady rate, alone, beside each abuse and
 * beside all of them. Who abuses is a process of its own, at a lower priority, as it would be on
 * another machine.
 */
public final class AbuseMain {
  private static final int PROBES_PER_SECOND = 100;
  private static final double P99_MILLIS = 50;
  private static final double CPU_SECONDS_PER_MEGABYTE = 0.1;
  private static final Map<String, String> SETTINGS =
      Map.of(
          "DYNAMQ_AUTH__ORDER", "file",
          "DYNAMQ_ALLOW_ANONYMOUS", "true");

  private final Path home;
  private final Prey prey;
  private final ProbePair probe;
  private final List<String> findings = new ArrayList<>();
  private double idleCpuPerSecond;

  private AbuseMain(Path home, Prey prey) throws IOException {
    this.home = home;
    this.prey = prey;
    probe = new ProbePair(prey.tcpPort(), "steady", PROBES_PER_SECOND, findings::add);
  }

  /**
   * First argument: the directory of the checkout, then how many seconds each takes. See {@code
   * broker-bench/abuse --help}. Within: {@code --attack <port> <seconds> <name>...}.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments[0].equals("--attack")) {
      attack(arguments);
      return;
    }
    int seconds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 15;
    List<String> names =
        arguments.length > 2
            ? List.of(arguments).subList(2, arguments.length)
            : List.copyOf(Abuses.ALL.keySet());
    if (!Abuses.ALL.keySet().containsAll(names)) {
      System.err.println("abuse: expected names of " + Abuses.ALL.keySet());
      System.exit(2);
    }
    Path home = Path.of(arguments[0]);
    try (Prey prey = new Prey(home, "512m", SETTINGS)) {
      AbuseMain run = new AbuseMain(home, prey);
      run.play(seconds, names);
      run.probe.close();
      run.findings.forEach(finding -> System.out.println("FOUND " + finding));
      System.exit(run.findings.isEmpty() ? 0 : 1);
    }
  }

  private void play(int seconds, List<String> names) throws IOException, InterruptedException {
    // Not what a young JVM does is measured.
    TimeUnit.SECONDS.sleep(5);
    System.out.println(
        "| beside | what came of it | p50 ms | p99 ms | longest ms | CPU | resident MB |\n"
            + "|---|---|---|---|---|---|---|");
    phase("nothing", List.of(), seconds);
    for (String name : names) {
      phase(name, List.of(name), seconds);
    }
    if (names.size() > 1) {
      phase("all of them", names, 4 * seconds);
    }
    phase("nothing, after it", List.of(), seconds);
    prey.trouble().forEach(line -> findings.add("log: " + line));
    if (!prey.isAlive()) {
      findings.add("the broker has ended, see " + prey.log());
    }
  }

  private void phase(String name, List<String> abuses, int seconds)
      throws IOException, InterruptedException {
    int since = probe.count();
    Duration cpu = prey.cpu();
    long from = System.nanoTime();
    List<String> outcomes = new ArrayList<>();
    if (abuses.isEmpty()) {
      TimeUnit.SECONDS.sleep(seconds);
    } else {
      outcomes = outcomes(abuses, seconds);
    }
    double took = (System.nanoTime() - from) / 1e9;
    double used = prey.cpu().minus(cpu).toMillis() / 1e3;
    if (idleCpuPerSecond == 0) {
      idleCpuPerSecond = used / took;
    }
    double p99 = probe.millis(0.99, since);
    System.out.printf(
        "| %s | %s | %.2f | %.2f | %.1f | %.0f %% | %d |%n",
        name, abuses.size() == 1 ? judged(name, outcomes, used, took) : all(outcomes),
        probe.millis(0.5, since), p99, probe.millis(1, since), 100 * used / took,
        prey.residentMegabytes());
    if (!(p99 <= P99_MILLIS)) {
      findings.add("beside " + name + " the pair's p99 is %.1f ms".formatted(p99));
    }
  }

  private String all(List<String> outcomes) {
    outcomes.stream().filter(line -> line.startsWith("BAD ")).forEach(findings::add);
    return "";
  }

  private String judged(String name, List<String> outcomes, double used, double took) {
    String words = String.join("; ", outcomes);
    if (words.contains(Drips.DRIPPED)) {
      double megabytes =
          Long.parseLong(words.substring(words.indexOf(Drips.DRIPPED) + Drips.DRIPPED.length()))
              / 1e6;
      double cost = (used - took * idleCpuPerSecond) / megabytes;
      if (cost > CPU_SECONDS_PER_MEGABYTE) {
        findings.add("properties in drips cost %.3f CPU s per MB".formatted(cost));
      }
      return "%.0f MB, %.3f CPU s per MB".formatted(megabytes, cost);
    }
    if (!words.startsWith("ok ")) {
      findings.add(name + ": " + words);
    }
    return words.replaceFirst("^ok [^:]*: ", "");
  }

  /** Of a process that abuses. */
  private List<String> outcomes(List<String> abuses, int seconds) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "nice", "-n", "10", Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "-Xmx512m", "-cp", System.getProperty("java.class.path"),
                AbuseMain.class.getName(), "--attack", String.valueOf(prey.tcpPort()),
                String.valueOf(seconds)));
    command.addAll(abuses);
    Process process =
        new ProcessBuilder(command).directory(home.toFile()).redirectErrorStream(true).start();
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return answer.lines().toList();
  }

  private static void attack(String... arguments) throws InterruptedException {
    int port = Integer.parseInt(arguments[1]);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[2]));
    List<Thread> threads = new ArrayList<>();
    for (String name : List.of(arguments).subList(3, arguments.length)) {
      Thread thread = new Thread(() -> System.out.println(said(name, port, end)), name);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static String said(String name, int port, long end) {
    try {
      Outcome outcome = Abuses.ALL.get(name).run(port, end);
      return (outcome.good() ? "ok " : "BAD ") + name + ": " + outcome.words();
    } catch (IOException | InterruptedException | RuntimeException e) {
      return "BAD " + name + ": " + e;
    }
  }
}
