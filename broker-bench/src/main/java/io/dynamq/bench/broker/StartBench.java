package io.dynamq.bench.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * How long a broker as shipped takes until its port answers, with nothing, 100,000 subscriptions of as
 * many absent sessions, and a million retained messages in the store. What is stored is written once, by
 * a broker, and left in a directory for the next time.
 */
public final class StartBench {
  private static final int SESSIONS = 100_000;
  private static final int RETAINED = 1_000_000;
  private static final byte[] PAYLOAD = new byte[64];
  private static final String FULL = "full";

  private final Path home;
  private final Path out;
  private final int runs;

  private StartBench(Path home, Path out, int runs) {
    this.home = home;
    this.out = out;
    this.runs = runs;
  }

  private interface Fill {
    void run(Crowd crowd) throws InterruptedException, ExecutionException;
  }

  private record Part(String name, String stored, Fill fill) {}

  private record Where(String name, BiFunction<Path, Path, Target> start) {}

  private static final List<Part> PARTS =
      List.of(
          new Part("nothing", "nothing", crowd -> {}),
          new Part(
              "sessions",
              "100,000 sessions with a subscription each",
              crowd -> crowd.leaveSessions(SESSIONS, "fleet/%06d/cmd"::formatted)),
          new Part(
              "retained",
              "1,000,000 retained messages of 64 bytes",
              crowd -> crowd.retain(RETAINED, StartBench::topic, PAYLOAD)));

  private static final List<Where> WHERE =
      List.of(
          new Where("a process of its own", Target::ours),
          new Where("the broker's process", Target::within));

  /** Arguments: the checkout, a directory, a regular expression of parts, how often each starts. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Path out = Files.createDirectories(Path.of(arguments[1]));
    Pattern only = Pattern.compile(arguments.length > 2 ? arguments[2] : "");
    int runs = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3;
    StartBench bench = new StartBench(Path.of(arguments[0]), out, runs);
    System.out.println("| stored | store in | until the port answers | CPU of the broker |");
    System.out.println("|---|---|---|---|");
    for (Part part : PARTS) {
      if (only.matcher(part.name()).find()) {
        bench.run(part);
      }
    }
  }

  private static String topic(int number) {
    return "site/%03d/x/%03d".formatted(number / 1_000, number % 1_000);
  }

  private void run(Part part) throws IOException, InterruptedException, ExecutionException {
    Path scratch = Files.createDirectories(out.resolve(part.name()));
    if (!Files.exists(scratch.resolve(FULL))) {
      try (Target target = Target.ours(home, scratch)) {
        part.fill().run(new Crowd(target));
      }
      Files.createFile(scratch.resolve(FULL));
    }
    for (Where where : WHERE) {
      List<String> clock = new ArrayList<>();
      List<String> cpu = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        try (Target target = where.start().apply(home, scratch)) {
          clock.add(seconds(target.broker().startedIn()));
          cpu.add(seconds(target.broker().cpuOfStart()));
        }
      }
      System.out.printf(
          "| %s | %s | %s s | %s s |%n",
          part.stored(), where.name(), String.join(", ", clock), String.join(", ", cpu));
    }
  }

  private static String seconds(Duration time) {
    return "%.2f".formatted(time.toMillis() / 1e3);
  }
}
