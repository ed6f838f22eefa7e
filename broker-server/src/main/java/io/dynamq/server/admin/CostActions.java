package io.dynamq.server.admin;

import io.dynamq.observe.Consumption;
import io.dynamq.observe.Consumption.Load;
import io.dynamq.observe.Consumption.Subject;
import io.dynamq.observe.Consumption.Sum;
import io.dynamq.server.price.Prices;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** {@code cost} and {@code hot}: what the store has charged since the start. */
final class CostActions {
  private static final int ROWS = 20;
  private static final double MONTH_MILLIS = Duration.ofDays(30).toMillis();

  /** What a partition takes in a second, by AWS's documentation. */
  private static final double PARTITION_UNITS = 1_000;

  private static final String LINE = "%-50s %12s %14.1f %14.6f";

  private final Consumption consumption;
  private final Path prices;
  private final long startedAtMillis;
  private final Time time;

  /** A row of the answer: a name, how many requests (null: not known), units, and their price. */
  private record Row(String name, Long requests, double units, double price) {}

  CostActions(Operations operations) {
    this.consumption = operations.consumption();
    this.prices = operations.prices();
    this.startedAtMillis = operations.startedAtMillis();
    this.time = operations.time();
  }

  Answer cost(Map<String, String> options) throws Refusal {
    String by = options.getOrDefault("by", "operation");
    Prices table = prices();
    double times = options.containsKey("month") ? perMonth() : 1;
    List<Row> rows = new ArrayList<>();
    switch (by) {
      case "operation" -> rows.addAll(operations(table, times));
      case "client" -> rows.addAll(subjects(Subject.CLIENT, table, times));
      case "topic" -> rows.addAll(subjects(Subject.TOPIC, table, times));
      default ->
          throw new Refusal(
              Refusal.BAD_REQUEST,
              "Error: --by=" + Printable.of(by) + " is not one of client, topic, operation");
    }
    double total =
        operations(table, times).stream().mapToDouble(Row::price).sum();
    return answer(rows, total, table, options.containsKey("month"));
  }

  private Prices prices() throws Refusal {
    try {
      return Prices.read(prices);
    } catch (IOException e) {
      throw new Refusal(Refusal.CONFLICT, "Error: " + Printable.of(e.getMessage()));
    }
  }

  /** What makes the time since the start a month. */
  private double perMonth() {
    return MONTH_MILLIS / Math.max(1, time.epochMillis() - startedAtMillis);
  }

  private List<Row> operations(Prices table, double times) {
    List<Row> rows = new ArrayList<>();
    for (Sum sum : consumption.operations()) {
      double units = sum.units() * times;
      rows.add(
          new Row(
              sum.operation().name() + " " + sum.operation().table(),
              Math.round(sum.requests() * times),
              units,
              table.of(units, sum.operation().writes())));
    }
    return rows;
  }

  private List<Row> subjects(Subject subject, Prices table, double times) {
    List<Row> rows = new ArrayList<>();
    for (Load load : consumption.heaviest(subject, ROWS)) {
      double units = load.units() * times;
      rows.add(new Row(load.name(), null, units, table.of(units, true)));
    }
    return rows;
  }

  private Answer answer(List<Row> rows, double total, Prices table, boolean month) {
    String span =
        month
            ? "a month of 30 days at the rate since the start"
            : TimeUnit.MILLISECONDS.toSeconds(time.epochMillis() - startedAtMillis)
                + " seconds since the start";
    List<Object> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    lines.add("%-50s %12s %14s %14s".formatted("", "requests", "units", table.currency()));
    for (Row row : rows) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("name", row.name);
      fields.put("requests", row.requests);
      fields.put("units", row.units);
      fields.put("price", row.price);
      json.add(fields);
      lines.add(
          LINE.formatted(
              Printable.of(row.name), row.requests == null ? "" : row.requests, row.units, row.price));
    }
    lines.add("%-50s %12s %14s %14.6f".formatted("all requests", "", "", total));
    lines.add("(" + span + ", on demand, without storage)");
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("span", span);
    whole.put("currency", table.currency());
    whole.put("total", total);
    whole.put("rows", json);
    return new Answer(whole, lines);
  }

  /** Partitions by their busiest second. */
  Answer hot() {
    List<Object> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Load load : consumption.hottest(ROWS)) {
      double share = load.peak() / PARTITION_UNITS;
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("table", load.table());
      fields.put("key", load.name());
      fields.put("peak_write_units", load.peak());
      fields.put("share_of_limit", share);
      fields.put("write_units", load.units());
      json.add(fields);
      lines.add(
          String.format(
              Locale.ROOT,
              "%s %s: busiest second %.1f write units, %.1f %% of a partition's %.0f; %.1f in all",
              load.table(),
              Printable.of(load.name()),
              load.peak(),
              share * 100,
              PARTITION_UNITS,
              load.units()));
    }
    return new Answer(json, lines);
  }
}
