package io.dynamq.server;

import io.dynamq.server.config.ConfigView;
import io.dynamq.server.ctl.MisuseException;
import io.dynamq.server.ctl.OfflineWork.Outcome;
import io.dynamq.server.price.Coefficients;
import io.dynamq.server.price.Plan;
import io.dynamq.server.price.Plan.Charge;
import io.dynamq.server.price.PlanOrder;
import io.dynamq.server.price.Prices;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code plan}: what a load will need and cost, with what that rests on. */
final class PlanCommand {
  private static final String LINE = "%-22s: %s";
  private static final String SUM = "%-30s %29s %12.2f";
  private static final String COST = "%-30s %14.2f %14.2f %12.2f";

  /** By AWS's documentation: of a partition, and of a table on demand that has seen nothing yet. */
  private static final double PARTITION_UNITS = 1_000;

  private static final double NEW_TABLE_UNITS = 4_000;

  /** What persistence.max_dirty_bytes is if it is not set. */
  private static final long DIRTY_BYTES = 384L << 20;

  private final Path home;
  private final ConfigView view;
  private final Map<String, Object> json = new LinkedHashMap<>();
  private final List<String> lines = new ArrayList<>();

  PlanCommand(Path home, ConfigView view) {
    this.home = home;
    this.view = view;
  }

  Outcome run(Map<String, String> options) throws IOException {
    PlanOrder order;
    try {
      order = PlanOrder.of(options, setting("durability.ack_after"));
    } catch (IllegalArgumentException e) {
      throw new MisuseException(e.getMessage());
    }
    Prices prices = Prices.read(home.resolve(Prices.FILE));
    Plan plan = new Plan(order, Coefficients.read(home.resolve(Coefficients.FILE)), prices);
    asked(order);
    needs(plan);
    costs(plan, prices);
    notes(plan, order);
    return new Outcome(true, lines, OfflineCommands.json(json));
  }

  private String setting(String key) {
    return view.explain(key).map(found -> found.line().value()).orElse("");
  }

  private void asked(PlanOrder order) {
    json.put("asked", order);
    fact("clients", "%,d connected%s, %,d subscriptions each, %s connects a day each",
        order.online().clients(), order.promise().tls() ? " by TLS" : "",
        order.online().subscriptions(), plain(order.online().connects()));
    fact("sessions", "%s, %,d absent, %s messages a second for them, %,d waiting",
        order.promise().clean() ? "not kept of those" : "kept of those",
        order.stored().absent(), plain(order.stored().absentRate()), order.stored().backlog());
    fact("messages", "%s a second of %,d bytes, QoS %d, %s receivers each",
        plain(order.online().rate()), order.online().size(), order.promise().qos(),
        plain(order.online().receivers()));
    fact("retained", "%,d, %s published a second",
        order.stored().retained(), plain(order.stored().retainedRate()));
    fact("acknowledged after", "%s", order.promise().ackAfter());
  }

  private void needs(Plan plan) throws IOException {
    lines.add("");
    Plan.Processor cpu = plan.processor();
    Plan.Memory memory = plan.memory();
    Plan.Network network = plan.network();
    Map<String, Object> needs = new LinkedHashMap<>();
    needs.put("cores_least", cpu.least());
    needs.put("cores_most", cpu.most());
    needs.put("cpu_seconds_all_connect", plan.returning());
    needs.put("heap_live_bytes", memory.live());
    needs.put("heap_max_bytes", memory.xmx());
    needs.put("process_bytes", memory.process());
    needs.put("files", plan.files());
    needs.put("network_in_bytes_per_second", network.in());
    needs.put("network_out_bytes_per_second", network.out());
    needs.put("stored_bytes", plan.storedBytes());
    json.put("needs", needs);
    fact("cores", "%.3f to %.3f: %.2f us a message where they come thick, %.2f one by one",
        cpu.least(), cpu.most(), cpu.busyMicros(), cpu.pacedMicros());
    fact("all connect at once", "%.1f s of CPU", plan.returning());
    fact("heap", "%s live, so -Xmx%dm", size(memory.live()), memory.xmx() >> 20);
    fact("process", "%s", size(memory.process()));
    fact("file descriptors", "%,d", plan.files());
    fact("network", "%s/s in, %s/s out, with topics of %d bytes",
        size(network.in()), size(network.out()), Plan.TOPIC_BYTES);
    fact("disk for the log", "%s at most (wal.max_size), as much again while it is cleaned up",
        setting("wal.max_size"));
    outage(plan, memory, needs);
  }

  private void outage(Plan plan, Plan.Memory memory, Map<String, Object> needs)
      throws IOException {
    double seconds = plan.outage(Math.min(DIRTY_BYTES, memory.xmx() / 4));
    boolean ends = Double.isFinite(seconds);
    needs.put("outage_seconds", ends ? Math.round(seconds) : null);
    fact("DynamoDB away", "%s",
        ends
            ? String.format(
                Locale.ROOT, "publishers are slowed after %,.0f minutes", seconds / 60)
            : "nothing piles up but a row for each session");
  }

  private void costs(Plan plan, Prices prices) throws IOException {
    lines.add("");
    lines.add("%-30s %14s %14s %12s".formatted(
        "a month of 30 days", "writes/s", "reads/s", prices.currency()));
    List<Charge> charges =
        List.of(plan.sessions(), plan.queues(), plan.retained(), plan.idle());
    double total = plan.storage();
    List<Object> rows = new ArrayList<>();
    for (Charge charge : charges) {
      total += charge.price();
      rows.add(charge);
      lines.add(
          String.format(
              Locale.ROOT, COST, charge.what(), charge.units().write(), charge.units().read(),
              charge.price()));
    }
    lines.add(
        String.format(
            Locale.ROOT, SUM, "storage", size(plan.storedBytes()), plan.storage()));
    lines.add(String.format(Locale.ROOT, SUM, "in all", "", total));
    json.put("currency", prices.currency());
    json.put("costs", rows);
    json.put("storage", plan.storage());
    json.put("total", total);
  }

  private void notes(Plan plan, PlanOrder order) throws IOException {
    List<String> notes = new ArrayList<>();
    double writes =
        plan.sessions().units().write() + plan.queues().units().write()
            + plan.retained().units().write();
    if (plan.partition() > PARTITION_UNITS) {
      notes.add("one absent client's queue takes more than the 1,000 units of writing a second"
          + " that a partition has: spread its topics over several clients");
    }
    if (writes > NEW_TABLE_UNITS) {
      notes.add("a new table on demand takes 4,000 units of writing a second: begin with less,"
          + " or set warm throughput");
    }
    if (plan.processor().most() > Runtime.getRuntime().availableProcessors()) {
      notes.add("this machine has %d processors".formatted(
          Runtime.getRuntime().availableProcessors()));
    }
    if (order.promise().ackAfter().equals("store")) {
      notes.add("PUBACK waits for DynamoDB: its latency is the publishers'");
    }
    json.put("notes", notes);
    String basis =
        "rests on " + Coefficients.FILE + " (measured on two cores; it says how) and "
            + Prices.FILE + ": put your own figures and prices there";
    json.put("basis", basis);
    lines.add("");
    notes.forEach(note -> lines.add("! " + note));
    lines.add("(" + basis + ")");
  }

  private void fact(String name, String form, Object... values) {
    lines.add(LINE.formatted(name, String.format(Locale.ROOT, form, values)));
  }

  private static String plain(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,.0f", number)
        : String.valueOf(number);
  }

  private static String size(double bytes) {
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f KB", bytes / 1e3)
        : bytes < 1_000_000_000
            ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
            : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }
}
