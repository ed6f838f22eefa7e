package io.dynamq.bench.durability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The time until PUBACK or PUBREC, as persistent subscribers are online or away, and what CPU the
 * broker takes for it. {@link Plan#USAGE} tells its options. With {@code --every} a line for each span
 * shows what an outage does. Exits with 1 if anything was lost, 2 if it was not understood.
 */
public final class AckBench {
  private static final long DRAIN_MILLIS = 120_000;
  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 11;

  private final Plan plan;
  private final Watch watch = new Watch();
  private final String run = "ab" + Long.toHexString(System.nanoTime());
  private final List<Wire> wires = new ArrayList<>();
  private final List<Sender> senders = new ArrayList<>();
  private final List<Receiver> receivers = new ArrayList<>();

  private AckBench(Plan plan) {
    this.plan = plan;
  }

  /** Runs once. */
  public static void main(String[] words) throws InterruptedException {
    try {
      System.exit(new AckBench(Plan.of(words)).measure() ? 0 : 1);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage() + "\n" + Plan.USAGE);
      System.exit(2);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("Error: " + e.getMessage());
      System.exit(1);
    }
  }

  private boolean measure() throws IOException, InterruptedException {
    subscribe();
    if (!plan.away()) {
      receivers.forEach(Receiver::start);
    }
    for (int i = 0; i < plan.publishers(); i++) {
      Wire wire = new Wire(plan.broker());
      wire.connect(run + "-p" + i, true);
      senders.add(new Sender(wire, topic(i % plan.subscribers()), plan, watch));
    }
    senders.forEach(Sender::start);
    Thread.sleep(plan.warmup() * 1_000L);
    watch.next();
    print(spans());
    senders.forEach(Sender::end);
    await("acknowledged", () -> sum(senders.stream().map(Sender::acknowledged).toList()));
    if (plan.away()) {
      comeBack();
    }
    boolean all = await("received", () -> sum(receivers.stream().map(Receiver::received).toList()));
    forgetSessions();
    return all;
  }

  /** What the measured time cost. */
  private record Cost(double seconds, long messages, double cpuSeconds, Watch.Span whole) {}

  private void subscribe() throws IOException {
    for (int i = 0; i < plan.subscribers(); i++) {
      Wire wire = new Wire(plan.broker());
      wire.connect(run + "-s" + i, false);
      wire.subscribe(topic(i), plan.qos());
      wires.add(wire);
      receivers.add(new Receiver(wire, run + "-s" + i, watch));
      if (plan.away()) {
        wire.close();
      }
    }
  }

  private void comeBack() throws IOException {
    wires.clear();
    receivers.clear();
    for (int i = 0; i < plan.subscribers(); i++) {
      Wire wire = new Wire(plan.broker());
      wire.connect(run + "-s" + i, false);
      wires.add(wire);
      receivers.add(new Receiver(wire, run + "-s" + i, watch));
    }
    receivers.forEach(Receiver::start);
  }

  private void forgetSessions() throws IOException {
    for (int i = 0; i < plan.subscribers(); i++) {
      try (Wire wire = new Wire(plan.broker())) {
        wire.connect(run + "-s" + i, true);
      }
    }
  }

  private String topic(int subscriber) {
    return run + "/" + subscriber;
  }

  private Cost spans() throws IOException, InterruptedException {
    double cpu = cpuSeconds();
    long from = System.nanoTime();
    long before = sum(senders.stream().map(Sender::acknowledged).toList());
    int step = plan.every() == 0 ? plan.seconds() : plan.every();
    Watch.Span last = null;
    for (int at = step; at <= plan.seconds(); at += step) {
      Thread.sleep(Math.max(0, from / 1_000_000 + at * 1_000L - System.nanoTime() / 1_000_000));
      watch.check();
      last = watch.next();
      if (plan.every() > 0) {
        line(at, step, last);
      }
    }
    double seconds = (System.nanoTime() - from) / 1e9;
    long messages = sum(senders.stream().map(Sender::acknowledged).toList()) - before;
    return new Cost(seconds, messages, cpuSeconds() - cpu, last);
  }

  private static void line(int at, int step, Watch.Span span) {
    System.out.printf(
        Locale.ROOT, "%5d s %9.0f acks/s  p50 %8.2f ms  p99 %8.2f ms  longest gap %6.0f ms%n",
        at, (double) span.latencies().count() / step, span.latencies().millis(0.5),
        span.latencies().millis(0.99), span.gapMillis());
  }

  private void print(Cost cost) {
    System.out.printf(
        Locale.ROOT,
        "qos %d, %s: %.0f acks/s, p50 %.2f ms, p99 %.2f ms, CPU %.1f us per message%n",
        plan.qos(), plan.away() ? "away" : "online", cost.messages / cost.seconds,
        cost.whole.latencies().millis(0.5), cost.whole.latencies().millis(0.99),
        cost.cpuSeconds * 1e6 / Math.max(1, cost.messages));
  }

  private interface Count {
    long now();
  }

  private boolean await(String what, Count count) throws IOException, InterruptedException {
    long sent = sum(senders.stream().map(Sender::sent).toList());
    long from = System.nanoTime();
    while (count.now() < sent && System.nanoTime() - from < DRAIN_MILLIS * 1_000_000) {
      watch.check();
      Thread.sleep(20);
    }
    System.out.printf(
        Locale.ROOT, "%s: %d of %d, after %.2f s%n",
        what, count.now(), sent, (System.nanoTime() - from) / 1e9);
    return count.now() == sent;
  }

  private static long sum(List<Long> parts) {
    return parts.stream().mapToLong(Long::longValue).sum();
  }

  private double cpuSeconds() throws IOException {
    if (plan.pid() == 0) {
      return 0;
    }
    String stat = Files.readString(Path.of("/proc/" + plan.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) / TICKS_PER_SECOND;
  }
}
