package io.dynamq.bench.broker;

import java.util.List;
import java.util.Locale;

/** A line in an SVG: the horizontal axis is logarithmic, the vertical begins at zero. */
record Plot(String title, String grows, List<Dot> dots) {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 300;
  private static final int LEFT = 70;
  private static final int RIGHT = 30;
  private static final int TOP = 40;
  private static final int BOTTOM = 50;
  private static final int STEPS = 4;

  /** One measured point. */
  record Dot(long x, double y) {}

  String svg() {
    StringBuilder svg = new StringBuilder();
    add(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
            + " font-size=\"12\"><rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
        WIDTH, HEIGHT, WIDTH, HEIGHT);
    text(svg, WIDTH / 2.0, 20, title);
    text(svg, WIDTH / 2.0, HEIGHT - 10, grows);
    for (int step = 0; step <= STEPS; step++) {
      double value = top() * step / STEPS;
      add(
          svg,
          "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
          LEFT, WIDTH - RIGHT, y(value), y(value));
      text(svg, LEFT / 2.0, y(value) + 4, shown(value));
    }
    StringBuilder line = new StringBuilder();
    for (Dot dot : dots) {
      add(line, "%.1f,%.1f ", x(dot.x), y(dot.y));
      add(svg, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#05a\"/>%n", x(dot.x), y(dot.y));
      text(svg, x(dot.x), HEIGHT - BOTTOM + 16, String.format(Locale.ROOT, "%,d", dot.x));
      text(svg, x(dot.x), y(dot.y) - 8, shown(dot.y));
    }
    add(svg, "<polyline points=\"%s\" fill=\"none\" stroke=\"#05a\"/>%n</svg>%n", line);
    return svg.toString();
  }

  /** A round number above all. */
  private double top() {
    double most = dots.stream().mapToDouble(Dot::y).max().orElse(1);
    double power = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-6))));
    return Math.ceil(most * 1.1 / power * 2) / 2 * power;
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - value / top() * (HEIGHT - TOP - BOTTOM);
  }

  private double x(long value) {
    double from = Math.log(dots.get(0).x);
    double to = Math.log(dots.get(dots.size() - 1).x);
    double share = to > from ? (Math.log(value) - from) / (to - from) : 0.5;
    return LEFT + 20 + share * (WIDTH - LEFT - RIGHT - 40);
  }

  private static void text(StringBuilder svg, double x, double y, String words) {
    add(svg, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>%n", x, y, words);
  }

  /** Three digits. */
  static String shown(double value) {
    if (value >= 1_000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  private static void add(StringBuilder svg, String format, Object... values) {
    svg.append(String.format(Locale.ROOT, format, values));
  }
}
