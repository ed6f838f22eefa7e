package io.dynamq.server.api;

import io.dynamq.server.trace.TraceBook;
import io.dynamq.server.trace.TraceOrder;
import io.dynamq.server.trace.TraceRefusal;
import io.dynamq.server.trace.TraceType;
import io.dynamq.server.trace.TraceView;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** EMQX 4.4's requests about traces. */
final class TraceRoutes {
  /** EMQX's, if no end is told. */
  private static final long DEFAULT_MILLIS = 600_000;

  private static final int BYTES_MAX = 1 << 20;

  private static final List<Route.Field> FIELDS =
      List.of(
          new Route.Field("name", "string", true, "letters, digits, - and _"),
          new Route.Field("type", "string", true, "clientid, topic or ip_address"),
          new Route.Field("clientid", "string", false, "if that is the type"),
          new Route.Field("topic", "string", false, "a filter, if that is the type"),
          new Route.Field("ip_address", "string", false, "if that is the type"),
          new Route.Field("start_at", "string", false, "RFC 3339, without: now"),
          new Route.Field("end_at", "string", false, "RFC 3339, without: 10 minutes later"),
          new Route.Field("payload", "boolean", false, "whether payloads are shown"));

  private final TraceBook book;
  private final String node;

  TraceRoutes(TraceBook book, String node) {
    this.book = book;
    this.node = node;
  }

  List<Route> all() {
    return List.of(
        route("GET", "/trace", Route.Kind.LIST, "Traces", call -> list()),
        new Route("POST", "/trace", Route.Kind.NOTHING, "Start a trace", FIELDS, this::create),
        route("DELETE", "/trace", Route.Kind.NOTHING, "Delete all traces", call -> clear()),
        route("DELETE", "/trace/{name}", Route.Kind.NOTHING, "Delete a trace", this::delete),
        route("PUT", "/trace/{name}/stop", Route.Kind.OBJECT, "Stop a trace", this::stop),
        route("GET", "/trace/{name}/detail", Route.Kind.LIST, "A trace's file", this::detail),
        route("GET", "/trace/{name}/download", Route.Kind.FILE, "A trace's file, as a zip archive",
            this::download),
        route("GET", "/trace/{name}/log", Route.Kind.OBJECT,
            "A part of a trace's file, from position, of so many bytes", this::log));
  }

  private static Route route(
      String method, String path, Route.Kind kind, String summary, Route.Action action) {
    return new Route(method, path, kind, summary, List.of(), action);
  }

  private List<Map<String, Object>> list() {
    return book.named().stream().map(this::row).toList();
  }

  private Map<String, Object> row(TraceView one) {
    TraceOrder order = one.order();
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", order.name());
    row.put("type", order.type().text());
    row.put(order.type().text(), order.filter());
    row.put("start_at", Instant.ofEpochMilli(order.fromMillis()).toString());
    row.put("end_at", Instant.ofEpochMilli(order.untilMillis()).toString());
    row.put("status", one.status());
    row.put("log_size", Map.of(node, one.size()));
    return row;
  }

  private Object create(Call call) throws ApiFault {
    TraceType type = TraceType.named(call.text("type"));
    if (type == null || !type.text().equals(call.text("type"))) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, "type: expected clientid, topic or ip_address");
    }
    long from = moment(call, "start_at", book.nowMillis());
    TraceOrder order =
        new TraceOrder(
            call.text("name"),
            type,
            call.text(type.text()),
            from,
            moment(call, "end_at", from + DEFAULT_MILLIS),
            new TraceOrder.Form(call.flag("payload"), false));
    try {
      book.start(order);
      return null;
    } catch (TraceRefusal e) {
      throw fault(e);
    }
  }

  private static long moment(Call call, String key, long otherwise) throws ApiFault {
    String text = call.text(key, null);
    try {
      return text == null ? otherwise : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, key + ": expected such as 2026-01-31T12:00:00Z");
    }
  }

  private Object clear() throws ApiFault {
    try {
      book.clear();
      return null;
    } catch (TraceRefusal e) {
      throw fault(e);
    }
  }

  private Object delete(Call call) throws ApiFault {
    try {
      book.delete(name(call));
      return null;
    } catch (TraceRefusal e) {
      throw fault(e);
    }
  }

  private Object stop(Call call) throws ApiFault {
    try {
      book.stop(name(call));
      return Map.of("enable", false, "name", name(call));
    } catch (TraceRefusal e) {
      throw fault(e);
    }
  }

  private Object detail(Call call) throws ApiFault {
    try {
      TraceView one = book.find(name(call));
      long changed = Files.getLastModifiedTime(one.file()).toMillis() / 1_000;
      return List.of(Map.of("node", node, "size", one.size(), "mtime", changed));
    } catch (TraceRefusal e) {
      throw fault(e);
    } catch (java.io.IOException e) {
      throw ApiFault.notFound("the file");
    }
  }

  private Object download(Call call) throws ApiFault {
    try {
      TraceView one = book.find(name(call));
      if (!Files.isReadable(one.file())) {
        throw ApiFault.notFound("the file");
      }
      String entry = node + "-" + one.file().getFileName();
      return new Download(one.order().name() + ".zip", entry, one.file());
    } catch (TraceRefusal e) {
      throw fault(e);
    }
  }

  private Object log(Call call) throws ApiFault {
    long position = number(call, "position", 0, Long.MAX_VALUE / 2);
    int bytes = (int) number(call, "bytes", 1_000, BYTES_MAX);
    try {
      byte[] part = book.read(name(call), position, bytes);
      return Map.of(
          "meta", Map.of("position", position + part.length, "bytes", bytes),
          "items", new String(part, StandardCharsets.UTF_8));
    } catch (TraceRefusal e) {
      throw fault(e);
    }
  }

  private static long number(Call call, String key, long otherwise, long max) throws ApiFault {
    String text = call.query().get(key);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > max) {
      throw ApiFault.bad(ApiFault.WRONG_TYPE, key + ": expected 0 to " + max);
    }
    return Long.parseLong(text);
  }

  /** Those without a name have keys of another form. */
  private static String name(Call call) throws ApiFault {
    if (call.argument(0).contains("=")) {
      throw ApiFault.notFound("the trace");
    }
    return call.argument(0);
  }

  private static ApiFault fault(TraceRefusal why) {
    int status =
        switch (why.kind()) {
          case BAD_REQUEST -> 400;
          case NOT_FOUND -> 404;
          case EXISTS -> 409;
        };
    return new ApiFault(status, ApiFault.UNKNOWN, why.getMessage());
  }
}
