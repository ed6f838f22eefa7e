package io.dynamq.bench.broker;

import io.dynamq.bench.durability.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * What a connection, an absent session, a subscription and a retained message weigh in a broker as
 * shipped, and how long it takes to read what is stored of them at the next start.
 */
public final class MemoryBench {
  private static final int CONNECTIONS = 19_500;
  private static final int SESSIONS = 100_000;
  private static final int MESSAGES_EACH = 3;
  private static final int SUBSCRIPTIONS = 1_000_000;
  private static final int SUBSCRIBERS = 100;
  private static final int RETAINED = 1_000_000;
  private static final int PAYLOAD = 64;
  private static final int SETTLING_MILLIS = 2_000;

  /** Until the broker has packed sessions that are left alone. */
  private static final int REST_MILLIS = 25_000;

  private static final int ROUNDS = 60;
  private static final double STEADY = 0.002;

  private final Path home;
  private final Path out;

  private MemoryBench(Path home, Path out) {
    this.home = home;
    this.out = out;
  }

  /** One thing that is weighed. */
  private interface Part {
    void run(MemoryBench bench) throws IOException, InterruptedException, ExecutionException;
  }

  private record Named(String name, Part part) {}

  private static final List<Named> PARTS =
      List.of(
          new Named("empty", MemoryBench::empty),
          new Named("connections", MemoryBench::connections),
          new Named("subscriptions", MemoryBench::subscriptions),
          new Named("sessions-bare", bench -> bench.sessions(false)),
          new Named("sessions", bench -> bench.sessions(true)),
          new Named("receiving", MemoryBench::receiving),
          new Named("retained", MemoryBench::retained));

  /** Arguments: the checkout, a regular expression of parts, a directory for the histograms. */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Pattern only = Pattern.compile(arguments.length > 1 ? arguments[1] : "");
    Path out =
        arguments.length > 2
            ? Files.createDirectories(Path.of(arguments[2]))
            : Files.createTempDirectory("broker-memory");
    MemoryBench bench = new MemoryBench(Path.of(arguments[0]), out);
    System.err.println("histograms by class: " + out);
    for (Named part : PARTS) {
      if (only.matcher(part.name()).find()) {
        part.part().run(bench);
      }
    }
  }

  private void empty() throws IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("broker-memory");
    try (Target target = Target.ours(home, scratch)) {
      started("nothing stored", target, scratch).close();
    }
  }

  private void connections() throws IOException, InterruptedException, ExecutionException {
    try (Target target = Target.ours(home, Files.createTempDirectory("broker-memory"))) {
      Crowd crowd = new Crowd(target);
      // What the first connections load is not theirs.
      close(crowd.subscribe(SUBSCRIBERS, 1, i -> "warm/" + i));
      Footprint before = settled(target);
      Collection<Wire> open = crowd.connect(CONNECTIONS, i -> "fleet/%06d/cmd".formatted(i));
      weighed("connections", before, settled(target), CONNECTIONS, 0);
      close(open);
    }
  }

  private void subscriptions() throws IOException, InterruptedException, ExecutionException {
    try (Target target = Target.ours(home, Files.createTempDirectory("broker-memory"))) {
      Crowd crowd = new Crowd(target);
      close(crowd.subscribe(SUBSCRIBERS, 1, i -> "warm/" + i));
      Footprint before = settled(target);
      int each = SUBSCRIPTIONS / SUBSCRIBERS;
      List<Wire> open =
          crowd.subscribe(
              SUBSCRIBERS, each, i -> "fleet/%03d/+/%04d".formatted(i / 1_000, i % 1_000));
      weighed("subscriptions", before, settled(target), SUBSCRIPTIONS, 0);
      close(open);
    }
  }

  private void sessions(boolean subscribed)
      throws IOException, InterruptedException, ExecutionException {
    Path scratch = Files.createTempDirectory("broker-memory");
    String name = subscribed ? "sessions" : "sessions-bare";
    try (Target target = Target.ours(home, scratch)) {
      Crowd crowd = new Crowd(target);
      close(crowd.subscribe(SUBSCRIBERS, 1, i -> "warm/" + i));
      Footprint before = settled(target);
      crowd.leaveSessions(SESSIONS, subscribed ? i -> "fleet/%06d/cmd".formatted(i) : null);
      Thread.sleep(REST_MILLIS);
      weighed(name, before, settled(target), SESSIONS, 0);
      try (Target again = started(name, target, scratch)) {
        Thread.sleep(REST_MILLIS);
        weighed(name + ", after a restart", before, settled(again), SESSIONS, 0);
      }
    }
  }

  /** Absent sessions that get messages. */
  private void receiving() throws IOException, InterruptedException, ExecutionException {
    try (Target target = Target.ours(home, Files.createTempDirectory("broker-memory"))) {
      Crowd crowd = new Crowd(target);
      crowd.leaveSessions(SESSIONS, "fleet/%06d/cmd"::formatted);
      Thread.sleep(REST_MILLIS);
      Footprint before = settled(target);
      for (int round = 1; round <= MESSAGES_EACH; round++) {
        Duration cpu = target.broker().cpu();
        long from = System.nanoTime();
        crowd.publish(SESSIONS, "fleet/%06d/cmd"::formatted, new byte[PAYLOAD]);
        double clock = seconds(Duration.ofNanos(System.nanoTime() - from));
        double spent = seconds(target.broker().cpu().minus(cpu));
        System.out.printf(
            "| message %d of each of %,d sessions | %,.0f a second | CPU %.1f µs |%n",
            round, SESSIONS, SESSIONS / clock, spent * 1e6 / SESSIONS);
      }
      Thread.sleep(REST_MILLIS);
      weighed("receiving", before, settled(target), SESSIONS, 0);
    }
  }

  private void retained() throws IOException, InterruptedException, ExecutionException {
    Path scratch = Files.createTempDirectory("broker-memory");
    try (Target target = Target.ours(home, scratch)) {
      Crowd crowd = new Crowd(target);
      close(crowd.subscribe(SUBSCRIBERS, 1, i -> "warm/" + i));
      Footprint before = settled(target);
      String example = topic(0);
      crowd.retain(RETAINED, MemoryBench::topic, new byte[PAYLOAD]);
      int bytes = PAYLOAD + example.length();
      weighed("retained", before, settled(target), RETAINED, bytes);
      try (Target again = started("retained", target, scratch)) {
        weighed("retained, after a restart", before, settled(again), RETAINED, bytes);
      }
    }
  }

  private static String topic(int number) {
    return "site/%03d/x/%03d".formatted(number / 1_000, number % 1_000);
  }

  /** The broker once more; tells how long it took until its port was open. */
  private Target started(String name, Target target, Path scratch) {
    target.broker().close();
    // The clock runs from here.
    long from = System.nanoTime();
    Target again = target.restarted(home, scratch);
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    System.out.printf(
        "| start, %s | %.2f s | CPU %.2f s |%n",
        name, seconds(took), seconds(again.broker().cpu()));
    return again;
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  /** When nothing waits for the store any more, as far as the heap can tell. */
  private static Footprint settled(Target target) throws IOException, InterruptedException {
    Footprint last = Footprint.of(target.broker().pid());
    for (int round = 0; round < ROUNDS; round++) {
      Thread.sleep(SETTLING_MILLIS);
      Footprint now = Footprint.of(target.broker().pid());
      if (Math.abs(now.live() - last.live()) <= STEADY * last.live()) {
        return now;
      }
      last = now;
    }
    throw new IllegalStateException("the heap of " + target.name() + " does not settle");
  }

  private void weighed(String name, Footprint before, Footprint after, int count, int own)
      throws IOException {
    double heap = (after.live() - before.live()) / (double) count;
    double outside = (after.outside() - before.outside()) / (double) count;
    System.out.printf(
        "| %s (%,d) | heap %.0f | outside %.0f | together %.0f | beyond its own bytes %.0f |%n",
        name, count, heap, outside, heap + outside, heap + outside - own);
    Files.writeString(out.resolve(name.replaceAll("\\W+", "-") + "-before.txt"), before.classes());
    Files.writeString(out.resolve(name.replaceAll("\\W+", "-") + "-after.txt"), after.classes());
  }

  private static void close(Collection<Wire> wires) throws IOException {
    for (Wire wire : wires) {
      wire.close();
    }
  }
}
