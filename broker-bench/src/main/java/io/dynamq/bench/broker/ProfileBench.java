package io.dynamq.bench.broker;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where the time and the allocation of the main workloads go: a summary of Java's flight recorder and a
 * flame graph for each.
 */
public final class ProfileBench {
  private static final List<String> MAIN = List.of("pair-qos1", "fanout-qos0", "persistent-qos1");
  private static final int SECONDS = 15;
  private static final int MISUSED = 2;
  private static final String JCMD = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
  // Else samples would count for the next place at which a thread may be stopped. And a machine that
  // is busy may take longer for a hundred claims than clients may be kept waiting.
  private static final Map<String, String> PRECISE =
      Map.of(
          "DYNAMQ_JVM_OPTS", "-XX:+UnlockDiagnosticVMOptions -XX:+DebugNonSafepoints",
          "DYNAMQ_STORE__CLAIM_TIMEOUT", "20s");

  private final Options options;
  private final LoadRun load;
  private final Path out;

  private ProfileBench(Options options, Path out) {
    this.options = options;
    this.load = new LoadRun(options);
    this.out = out;
  }

  /** First argument: the directory of the checkout; the rest as broker-bench/profile says. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    Path home = Path.of(words.remove(0));
    Path out = home.resolve("docs/profile");
    int at = words.indexOf("--out");
    try {
      if (at >= 0) {
        out = Path.of(words.get(at + 1));
        words.subList(at, at + 2).clear();
      }
      if (!words.contains("--seconds")) {
        words.addAll(List.of("--seconds", String.valueOf(SECONDS)));
      }
      Options options = Options.parse(home, words.toArray(String[]::new));
      Files.createDirectories(out);
      new ProfileBench(options, out).run();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      System.err.println("profile: " + e.getMessage() + "; see broker-bench/profile --help");
      System.exit(MISUSED);
    }
  }

  private void run() throws IOException, InterruptedException {
    for (Workload workload : Workload.ALL) {
      if (MAIN.contains(workload.name()) && options.only().matcher(workload.name()).find()) {
        run(workload);
      }
    }
  }

  private void run(Workload workload) throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("broker-profile");
    Path recording = scratch.resolve("recording.jfr");
    JsonNode answer;
    try (Target target = Target.ours(options.home(), scratch, PRECISE)) {
      load.measure(workload, target);
      String pid = String.valueOf(target.broker().pid());
      ask(pid, "JFR.start", "name=bench", "settings=profile");
      answer = load.measure(workload, target);
      ask(pid, "JFR.stop", "name=bench", "filename=" + recording);
    }
    ProfileReport report = ProfileReport.of(recording);
    double messages = answer.path("msgs_per_s").asDouble() * options.seconds();
    System.out.printf(
        "%n### %s%n%n%.1f µs of CPU per message, %,.0f messages/s, recorded%s%n%n%s",
        workload.name(), answer.path("cpu_us_per_msg").asDouble(),
        answer.path("msgs_per_s").asDouble(), answer.path("ok").asBoolean() ? "" : ", NOT CLEAN",
        report.markdown(messages));
    Files.writeString(
        out.resolve(workload.name() + ".svg"),
        new FlameGraph(workload.name(), report.stacks()).svg());
  }

  private static void ask(String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JCMD));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException("failed: " + command);
    }
  }
}
