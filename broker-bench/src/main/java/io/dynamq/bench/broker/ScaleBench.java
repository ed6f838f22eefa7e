package io.dynamq.bench.broker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * How cost per message and memory grow: one broker as shipped for each curve, a warm-up that has the
 * curve's smaller points in it, then its points. Writes every answer of the load generator, a plot per figure and a table.
 */
public final class ScaleBench {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Workload WARM_UP =
      workload("warm-up", "--topics pair --pubs 50 --subs 50 --qos 1 --duration 8");

  /** Points up to this are also measured before those that count: they cost little time. */
  private static final long WARM_UP_MOST = 20_000;

  private final Options options;
  private final LoadRun load;
  private final Path out;
  private final long endNanos;
  private final ArrayNode results = JSON.createArrayNode();

  private ScaleBench(Options options, Path out, long minutes) {
    this.options = options;
    this.load = new LoadRun(options);
    this.out = out;
    this.endNanos = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
  }

  /** First argument: the directory of the checkout; see {@code broker-bench/scale --help}. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(arguments));
    Path home = Path.of(words.remove(0));
    try {
      Path out = Path.of(taken(words, "--out", home.resolve("docs/scale").toString()));
      long minutes = Long.parseLong(taken(words, "--minutes", "10"));
      Options options = Options.parse(home, words.toArray(String[]::new));
      Files.createDirectories(out);
      System.out.print(new ScaleBench(options, out, minutes).run());
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println("broker-bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private static String taken(List<String> words, String option, String otherwise) {
    int at = words.indexOf(option);
    if (at < 0) {
      return otherwise;
    }
    if (at + 1 == words.size()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    words.remove(at);
    return words.remove(at);
  }

  private String run() throws IOException, InterruptedException {
    StringBuilder table = new StringBuilder();
    for (Curve curve : Curve.ALL) {
      if (options.only().matcher(curve.name()).find()) {
        table.append(run(curve));
        // What is there is there, also if somebody has enough of it.
        Files.writeString(
            out.resolve("scale.json"),
            JSON.writerWithDefaultPrettyPrinter().writeValueAsString(results));
      }
    }
    return table.toString();
  }

  private String run(Curve curve) throws IOException, InterruptedException {
    Map<Long, JsonNode> answers = new TreeMap<>();
    if (System.nanoTime() > endNanos) {
      System.err.println(curve.name() + ": left out, the time is over");
      return "";
    }
    try (Target target = Target.ours(options.home(), Files.createTempDirectory("broker-scale"))) {
      load.measure(WARM_UP, target);
      if (curve.isOfMessages()) {
        warmUp(curve, target);
      }
      for (long point : curve.points()) {
        if (System.nanoTime() > endNanos) {
          System.err.println(curve.name() + " " + point + ": left out, the time is over");
        } else {
          answers.put(point, measure(curve, point, target));
        }
      }
    }
    plot(curve, answers);
    return table(curve, answers);
  }

  /** A young broker compiles what each shape of load needs: that is not what a point is about. */
  private void warmUp(Curve curve, Target target) throws IOException, InterruptedException {
    for (long point : curve.points()) {
      if (point <= WARM_UP_MOST && System.nanoTime() < endNanos) {
        load.measure(workload(curve.name(), curve.arguments().apply(point)), target);
      }
    }
  }

  private JsonNode measure(Curve curve, long point, Target target)
      throws IOException, InterruptedException {
    String probe = probe(target.broker().pid());
    Workload workload = workload(curve.name(), curve.arguments().apply(point));
    List<String> arguments = new ArrayList<>(workload.arguments());
    arguments.addAll(List.of("--setup-timeout", "120", "--probe", probe));
    JsonNode answer =
        load.measure(new Workload(curve.name(), arguments, List.of(), false), target);
    ObjectNode result = results.addObject();
    result.put("curve", curve.name()).put("point", point).set("answer", answer);
    StringBuilder line = new StringBuilder(curve.name() + " " + point + ":");
    for (Curve.Figure figure : curve.figures()) {
      double value = figure.reading().of(answer, point);
      line.append(' ').append(Plot.shown(value)).append(' ').append(figure.title()).append(';');
    }
    System.err.println(line + (answer.path("ok").asBoolean() ? "" : " NOT CLEAN " + answer));
    return answer;
  }

  private static Workload workload(String name, String arguments) {
    return new Workload(name, List.of(arguments.split(" ")), List.of(), false);
  }

  /** KiB of live heap; the histogram collects first, which GC.run only begins to. */
  private static String probe(long pid) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    return jcmd + " " + pid
        + " GC.class_histogram | awk '/^Total/ { printf \"%.0f\", $3 / 1024 }'";
  }

  private void plot(Curve curve, Map<Long, JsonNode> answers) throws IOException {
    int number = 0;
    for (Curve.Figure figure : curve.figures()) {
      List<Plot.Dot> dots = new ArrayList<>();
      answers.forEach(
          (point, answer) -> {
            double value = figure.reading().of(answer, point);
            if (!Double.isNaN(value)) {
              dots.add(new Plot.Dot(point, value));
            }
          });
      number++;
      if (!dots.isEmpty()) {
        Files.writeString(
            out.resolve(curve.name() + "-" + number + ".svg"),
            new Plot(figure.title(), curve.grows(), dots).svg());
      }
    }
  }

  private static String table(Curve curve, Map<Long, JsonNode> answers) {
    StringBuilder text = new StringBuilder("\n| " + curve.grows() + " |");
    answers.keySet().forEach(point -> text.append(String.format(" %,d |", point)));
    text.append("\n|---|").append("---|".repeat(answers.size())).append('\n');
    for (Curve.Figure figure : curve.figures()) {
      text.append("| ").append(figure.title()).append(" |");
      answers.forEach(
          (point, answer) -> {
            double value = figure.reading().of(answer, point);
            text.append(' ').append(Double.isNaN(value) ? "–" : Plot.shown(value)).append(" |");
          });
      text.append('\n');
    }
    return text.toString();
  }
}
