package io.dynamq.server.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.FileAppender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * EMQX's commands about logging. The primary level decides what is logged at all, the level of a
 * handler, which Logback calls an appender, what comes through it. Nothing of it outlasts the
 * process; {@code log.level} does.
 */
final class LogActions {
  /** Erlang's levels in the nearest of Logback's. */
  private static final Map<String, Level> LEVELS =
      Map.of(
          "debug", Level.DEBUG,
          "info", Level.INFO,
          "notice", Level.INFO,
          "warning", Level.WARN,
          "error", Level.ERROR,
          "critical", Level.ERROR,
          "alert", Level.ERROR,
          "emergency", Level.ERROR);

  private static final String EXPECTED =
      "debug, info, notice, warning, error, critical, alert, emergency";

  private final LoggerContext context;

  LogActions() {
    this((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  LogActions(LoggerContext context) {
    this.context = context;
  }

  Answer primaryLevel() {
    return level(root().getLevel());
  }

  Answer setPrimaryLevel(String word) throws Refusal {
    root().setLevel(parsed(word));
    return primaryLevel();
  }

  /** Of everything: the primary level, and no handler holds back what passes it. */
  Answer setLevel(String word) throws Refusal {
    Level level = parsed(word);
    root().setLevel(level);
    handlers().forEach(handler -> limit(handler, level));
    return level(level);
  }

  Answer listHandlers() {
    List<Map<String, Object>> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Appender<ILoggingEvent> handler : handlers()) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("id", handler.getName());
      one.put("level", word(levelOf(handler)));
      one.put("destination", destination(handler));
      one.put("status", handler.isStarted() ? "started" : "stopped");
      json.add(one);
      lines.add("LogHandler(" + pairs(one) + ")");
    }
    return new Answer(json, lines);
  }

  private static String pairs(Map<String, Object> one) {
    List<String> pairs = new ArrayList<>();
    one.forEach((name, value) -> pairs.add(name + "=" + value));
    return String.join(", ", pairs);
  }

  Answer setHandlerLevel(String id, String word) throws Refusal {
    Level level = parsed(word);
    limit(handler(id), level);
    return level(level);
  }

  Answer startHandler(String id) throws Refusal {
    handler(id).start();
    return Answer.said("log handler " + id + " started");
  }

  Answer stopHandler(String id) throws Refusal {
    handler(id).stop();
    return Answer.said("log handler " + id + " stopped");
  }

  private Logger root() {
    return context.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  private List<Appender<ILoggingEvent>> handlers() {
    List<Appender<ILoggingEvent>> handlers = new ArrayList<>();
    root().iteratorForAppenders().forEachRemaining(handlers::add);
    return handlers;
  }

  private Appender<ILoggingEvent> handler(String id) throws Refusal {
    List<String> names = new ArrayList<>();
    for (Appender<ILoggingEvent> handler : handlers()) {
      if (id.equals(handler.getName())) {
        return handler;
      }
      names.add(handler.getName());
    }
    throw new Refusal(
        Refusal.NOT_FOUND,
        "Error: no log handler %s, expected %s"
            .formatted(Printable.of(id), String.join(" or ", names)));
  }

  private static void limit(Appender<ILoggingEvent> handler, Level level) {
    handler.clearAllFilters();
    HandlerLevel filter = new HandlerLevel(level);
    filter.start();
    handler.addFilter(filter);
  }

  private Level levelOf(Appender<ILoggingEvent> handler) {
    return handler.getCopyOfAttachedFiltersList().stream()
        .filter(HandlerLevel.class::isInstance)
        .map(filter -> ((HandlerLevel) filter).level())
        .findFirst()
        .orElse(root().getLevel());
  }

  private static String destination(Appender<ILoggingEvent> handler) {
    return handler instanceof FileAppender<ILoggingEvent> file ? file.getFile() : "console";
  }

  private static Level parsed(String word) throws Refusal {
    Level level = LEVELS.get(word.toLowerCase(Locale.ROOT));
    if (level == null) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: no log level " + Printable.of(word) + ", expected one of " + EXPECTED);
    }
    return level;
  }

  private static Answer level(Level level) {
    return new Answer(Map.of("level", word(level)), List.of(word(level)));
  }

  private static String word(Level level) {
    return level == Level.WARN ? "warning" : level.toString().toLowerCase(Locale.ROOT);
  }
}
