package io.dynamq.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.dynamq.server.admin.AuditLog;
import io.dynamq.server.config.LogConfig;
import io.dynamq.server.log.JsonLines;
import io.dynamq.server.log.LineLog;
import io.dynamq.server.log.Repeats;
import io.dynamq.time.Time;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up in code, because the configuration is not known before {@code broker.conf} is read:
 * the console in the foreground, a file in the background, unless {@code log.to} says otherwise.
 */
final class Logs {
  private static final String SHORT = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";
  private static final String LONG =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{30}: %msg%n";
  private static final String FILE = "broker.log";

  /** Libraries that speak of every connection at INFO. */
  private static final List<String> QUIET =
      List.of("org.eclipse.jetty", "io.netty", "software.amazon.awssdk", "org.rocksdb");

  private final LoggerContext context;
  private final Repeats repeats;
  private final PrintStream console;

  private Logs(LoggerContext context, Repeats repeats, PrintStream console) {
    this.context = context;
    this.repeats = repeats;
    this.console = console;
  }

  /** Keeps libraries quiet that log while the configuration is read. */
  static void beforeConfiguration() {
    Logger root =
        ((LoggerContext) LoggerFactory.getILoggerFactory()).getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.ERROR);
    // What a command answers is on the standard output, and somebody may read it as JSON.
    root.iteratorForAppenders()
        .forEachRemaining(
            appender -> {
              if (appender instanceof ConsoleAppender<ILoggingEvent> console) {
                console.stop();
                console.setTarget("System.err");
                console.start();
              }
            });
  }

  /** Starts logging; the returned object ends it, last of all. */
  static Logs start(LogConfig config, boolean daemon) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    if (config.form().isToFile(daemon)) {
      add(root, "file", file(context, config), encoder(config, LONG));
    }
    if (config.form().isToConsole(daemon)) {
      add(root, "console", new ConsoleAppender<>(), encoder(config, SHORT));
    }
    root.setLevel(level(config.level()));
    QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    Repeats repeats = null;
    if (config.form().repeats() > 0) {
      repeats =
          new Repeats(
              config.form().repeats(), Time.system(), Set.of(AuditLog.class.getName()));
      repeats.setContext(context);
      repeats.start();
      context.addTurboFilter(repeats);
    }
    return new Logs(
        context,
        repeats,
        config.form().isJsonOnConsole(daemon) ? LineLog.to(Main::said) : System.out);
  }

  private static void add(
      Logger root,
      String name,
      OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder) {
    appender.setName(name);
    appender.setContext(root.getLoggerContext());
    encoder.setContext(root.getLoggerContext());
    encoder.start();
    appender.setEncoder(encoder);
    appender.start();
    root.addAppender(appender);
  }

  private static Encoder<ILoggingEvent> encoder(LogConfig config, String pattern) {
    if (config.form().json()) {
      return new JsonLines();
    }
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setPattern(pattern);
    return encoder;
  }

  /** Changes what is written from now on. */
  static void setLevel(String word) {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(level(word));
  }

  /** Where the broker tells of its start and stop: into the log, if all on the console is JSON. */
  PrintStream console() {
    return console;
  }

  void stop() {
    if (repeats != null) {
      repeats.finish();
    }
    context.stop();
  }

  /** Where it is written in the background. */
  static Path file(LogConfig config) {
    return config.directory().resolve(FILE);
  }

  private static OutputStreamAppender<ILoggingEvent> file(
      LoggerContext context, LogConfig config) {
    Path file = file(config);
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setContext(context);
    appender.setFile(file.toString());
    FixedWindowRollingPolicy names = new FixedWindowRollingPolicy();
    names.setContext(context);
    names.setParent(appender);
    names.setFileNamePattern(file + ".%i");
    names.setMinIndex(1);
    names.setMaxIndex(config.maxFiles());
    names.start();
    SizeBasedTriggeringPolicy<ILoggingEvent> size = new SizeBasedTriggeringPolicy<>();
    size.setContext(context);
    size.setMaxFileSize(new FileSize(config.maxBytes()));
    size.start();
    appender.setRollingPolicy(names);
    appender.setTriggeringPolicy(size);
    return appender;
  }

  private static Level level(String word) {
    return word.equals("warning") ? Level.WARN : Level.toLevel(word);
  }
}
