package io.dynamq.server.admin;

import io.dynamq.server.trace.TraceBook;
import io.dynamq.server.trace.TraceOrder;
import io.dynamq.server.trace.TraceRefusal;
import io.dynamq.server.trace.TraceType;
import io.dynamq.server.trace.TraceView;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** EMQX's commands about traces, and one that shows them. */
final class TraceActions {
  private static final long DEFAULT_SECONDS = 900;
  private static final int TAIL = 1_000;
  private static final int SHOWN_BYTES_MAX = 4 << 20;

  private static final Set<String> ALL = Set.of("debug", "info", "notice");
  private static final Set<String> TROUBLE =
      Set.of("warning", "error", "critical", "alert", "emergency");

  private final TraceBook book;
  private final String node;

  TraceActions(TraceBook book, String node) {
    this.book = book;
    this.node = node;
  }

  // ---- trace, EMQX's of one node

  Answer listNameless() {
    List<TraceView> all = book.nameless();
    return new Answer(
        all.stream().map(this::json).toList(),
        all.stream()
            .map(
                one ->
                    "Trace(%s=%s, level=%s, destination=\"%s\")"
                        .formatted(
                            one.order().type().text(),
                            Printable.of(one.order().filter()),
                            level(one),
                            one.file()))
            .toList());
  }

  private static String level(TraceView one) {
    return one.order().form().troubleOnly() ? "warning" : "debug";
  }

  Answer startNameless(String type, String filter, String file, String level) throws Refusal {
    String word = level.toLowerCase(Locale.ROOT);
    if (!ALL.contains(word) && !TROUBLE.contains(word)) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: no log level " + Printable.of(level) + ", expected such as debug or warning");
    }
    TraceType of = type(type);
    try {
      book.start(of, filter, file, TROUBLE.contains(word));
    } catch (TraceRefusal e) {
      throw refusal("[error] trace " + of.text() + " " + Printable.of(filter), e);
    }
    return Answer.said("trace " + of.text() + " " + Printable.of(filter) + " successfully");
  }

  Answer stopNameless(String type, String filter) throws Refusal {
    TraceType of = type(type);
    try {
      book.stop(of, filter);
    } catch (TraceRefusal e) {
      throw refusal("[error] stop tracing " + of.text() + " " + Printable.of(filter), e);
    }
    return Answer.said("stop tracing " + of.text() + " " + Printable.of(filter) + " successfully");
  }

  // ---- traces, EMQX's of a cluster

  Answer list() {
    List<TraceView> all = book.named();
    List<String> lines =
        all.stream()
            .map(
                one ->
                    "Trace(%s: %s=%s, %s, LogSize:#{'%s' => %d})"
                        .formatted(
                            one.order().name(),
                            one.order().type().text(),
                            Printable.of(one.order().filter()),
                            one.status(),
                            node,
                            one.size()))
            .toList();
    return new Answer(
        all.stream().map(this::json).toList(),
        lines.isEmpty() ? List.of("Cluster Trace is empty") : lines);
  }

  private Map<String, Object> json(TraceView one) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", one.order().name());
    json.put("type", one.order().type().text());
    json.put("filter", one.order().filter());
    json.put("status", one.status());
    json.put("file", one.file().toString());
    json.put("size", one.size());
    json.put("start_at", Instant.ofEpochMilli(one.order().fromMillis()).toString());
    if (one.order().untilMillis() != Long.MAX_VALUE) {
      json.put("end_at", Instant.ofEpochMilli(one.order().untilMillis()).toString());
    }
    return json;
  }

  /**
   * @param arguments name, type, filter and perhaps for how long
   */
  Answer start(List<String> arguments, Map<String, String> options) throws Refusal {
    String name = arguments.get(0);
    TraceType type = type(arguments.get(1));
    String filter = arguments.get(2);
    String payload = options.getOrDefault("payload", "off");
    if (!payload.equals("on") && !payload.equals("off")) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: --payload is on or off");
    }
    long now = book.nowMillis();
    long until =
        now + 1_000 * (arguments.size() > 3 ? seconds(arguments.get(3)) : DEFAULT_SECONDS);
    try {
      book.start(
          new TraceOrder(
              name, type, filter, now, until, new TraceOrder.Form(payload.equals("on"), false)));
    } catch (TraceRefusal e) {
      throw refusal(
          "[error] Cluster_trace " + Printable.of(name) + " " + type.text() + "="
              + Printable.of(filter),
          e);
    }
    return Answer.said(
        "Cluster_trace %s %s %s successfully".formatted(type.text(), Printable.of(filter), name));
  }

  private static long seconds(String text) throws Refusal {
    if (text.matches("[1-9][0-9]{0,7}")) {
      return Long.parseLong(text);
    }
    if (text.matches("[1-9][0-9]{0,7}[smhd]")) {
      // How long ago that was is how long it is.
      long now = Long.MAX_VALUE / 1_000;
      return (now - Moment.millis(text, now)) / 1_000;
    }
    throw new Refusal(
        Refusal.BAD_REQUEST, "Error: a duration is a number of seconds, or such as 30m");
  }

  Answer stop(String name) throws Refusal {
    try {
      book.stop(named(name));
    } catch (TraceRefusal e) {
      throw refusal("[error] Stop cluster_trace " + Printable.of(name), e);
    }
    return Answer.said("Stop cluster_trace " + name + " successfully");
  }

  Answer delete(String name) throws Refusal {
    try {
      book.delete(named(name));
    } catch (TraceRefusal e) {
      throw refusal("[error] Del cluster_trace " + Printable.of(name), e);
    }
    return Answer.said("Del cluster_trace " + name + " successfully");
  }

  Answer show(String name, String tail) throws Refusal {
    int lines = tail == null ? TAIL : lines(tail);
    try {
      long size = book.find(named(name)).size();
      long from = Math.max(0, size - SHOWN_BYTES_MAX);
      String text =
          new String(book.read(name, from, SHOWN_BYTES_MAX), StandardCharsets.UTF_8);
      List<String> all = text.lines().skip(from == 0 ? 0 : 1).toList();
      List<String> shown = all.subList(Math.max(0, all.size() - lines), all.size());
      return new Answer(Map.of("name", name, "lines", shown), shown);
    } catch (TraceRefusal e) {
      throw refusal("Error", e);
    }
  }

  private static int lines(String text) throws Refusal {
    if (!text.matches("[1-9][0-9]{0,6}")) {
      throw new Refusal(Refusal.BAD_REQUEST, "Error: --tail is a number of lines");
    }
    return Integer.parseInt(text);
  }

  /** Those without a name have keys of another form. */
  private static String named(String name) throws Refusal {
    if (name.contains("=")) {
      throw new Refusal(Refusal.NOT_FOUND, "Error: " + Printable.of(name) + " Not Found");
    }
    return name;
  }

  private static TraceType type(String word) throws Refusal {
    TraceType type = TraceType.named(word);
    if (type == null) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: cannot trace " + Printable.of(word) + ", expected "
              + String.join(", ", TraceType.words()));
    }
    return type;
  }

  private static Refusal refusal(String beginning, TraceRefusal why) {
    int status =
        switch (why.kind()) {
          case BAD_REQUEST -> Refusal.BAD_REQUEST;
          case NOT_FOUND -> Refusal.NOT_FOUND;
          case EXISTS -> Refusal.CONFLICT;
        };
    return new Refusal(status, beginning + ": " + Printable.of(why.getMessage()));
  }
}
