package io.dynamq.bench.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was measured, row by row, and the table that is made of it. */
final class Figures {

  private record Cell(String row, String target) {}

  private final List<String> targets;
  private final Map<Cell, List<Double>> values = new LinkedHashMap<>();
  private final List<String> rows = new ArrayList<>();

  Figures(List<String> targets) {
    this.targets = targets;
  }

  void add(String row, String target, double micros) {
    if (!rows.contains(row)) {
      rows.add(row);
    }
    values.computeIfAbsent(new Cell(row, target), cell -> new ArrayList<>()).add(micros);
  }

  /** Not a number if it was not measured. */
  double median(String row, String target) {
    List<Double> found = new ArrayList<>(values.getOrDefault(new Cell(row, target), List.of()));
    if (found.isEmpty()) {
      return Double.NaN;
    }
    Collections.sort(found);
    int middle = found.size() / 2;
    return found.size() % 2 == 1
        ? found.get(middle)
        : (found.get(middle - 1) + found.get(middle)) / 2;
  }

  /** Markdown; each of the others also as ours divided by it. */
  String table() {
    StringBuilder text = new StringBuilder("| µs of CPU per message |");
    StringBuilder line = new StringBuilder("|---|");
    for (String target : targets) {
      text.append(' ').append(target).append(" |");
      line.append("---|");
      if (!target.equals(Target.OURS)) {
        text.append(" ours / ").append(target).append(" |");
        line.append("---|");
      }
    }
    text.append('\n').append(line).append('\n');
    for (String row : rows) {
      text.append("| ").append(row).append(" |");
      for (String target : targets) {
        append(text, median(row, target));
        if (!target.equals(Target.OURS)) {
          append(text, median(row, Target.OURS) / median(row, target));
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static void append(StringBuilder text, double value) {
    String shown = Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.2f", value);
    text.append(' ').append(shown).append(" |");
  }
}
