package io.dynamq.bench.broker;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Stacks of samples as a picture: callers below, width is share. What is narrower than a 400th is
 * left out. A browser shows the full name and share of each method under the pointer.
 */
final class FlameGraph {
  private static final double WIDTH = 1200;
  private static final int ROW = 16;
  private static final int LETTER = 7;
  private static final int MARGIN = 24;
  private static final double SMALLEST = 0.0025;

  private final String title;
  private final Node root = new Node();
  private int depth;

  FlameGraph(String title, Map<List<String>, Long> stacks) {
    this.title = title;
    stacks.forEach(
        (stack, count) -> {
          Node node = root;
          node.count += count;
          for (String frame : stack) {
            node = node.children.computeIfAbsent(frame, name -> new Node());
            node.count += count;
          }
        });
    depth = depth(root, 0);
  }

  private static final class Node {
    private final Map<String, Node> children = new TreeMap<>();
    private long count;
  }

  private boolean isShown(Node node) {
    return node.count >= SMALLEST * root.count;
  }

  private int depth(Node node, int here) {
    int deepest = here;
    for (Node child : node.children.values()) {
      if (isShown(child)) {
        deepest = Math.max(deepest, depth(child, here + 1));
      }
    }
    return deepest;
  }

  String svg() {
    int height = depth * ROW + MARGIN;
    StringBuilder text =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%d\""
                    + " font-family=\"monospace\" font-size=\"11\">%n"
                    + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                    + "<text x=\"4\" y=\"14\">%s: %d samples</text>%n",
                WIDTH, height, escaped(title), root.count));
    draw(text, root, 0, height);
    return text.append("</svg>\n").toString();
  }

  private void draw(StringBuilder text, Node node, double left, int bottom) {
    double x = left;
    for (Map.Entry<String, Node> child : node.children.entrySet()) {
      double width = WIDTH * child.getValue().count / root.count;
      if (isShown(child.getValue())) {
        box(text, child.getKey(), child.getValue(), x, bottom - ROW);
        draw(text, child.getValue(), x, bottom - ROW);
      }
      x += width;
    }
  }

  private void box(StringBuilder text, String frame, Node node, double x, int y) {
    double share = (double) node.count / root.count;
    double width = WIDTH * share;
    text.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\""
                + " fill=\"%s\" stroke=\"#fff\" stroke-width=\"0.4\"/>",
            escaped(frame), share * 100, x, y, width, ROW, colour(frame)));
    int letters = (int) (width / LETTER);
    String shown = shortened(frame);
    if (letters > 3) {
      text.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\">%s</text>",
              x + 2, y + ROW - 4,
              escaped(shown.substring(0, Math.min(letters, shown.length())))));
    }
    text.append("</g>\n");
  }

  /** The type and the method. */
  private static String shortened(String frame) {
    int method = frame.lastIndexOf('.');
    return frame.substring(frame.lastIndexOf('.', method - 1) + 1);
  }

  private static String colour(String frame) {
    if (frame.startsWith("io.dynamq.")) {
      return "#f4a261";
    }
    return frame.startsWith("io.netty.") ? "#8ecae6" : "#d9d9d9";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
