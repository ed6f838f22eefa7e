package io.dynamq.server;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import io.dynamq.server.config.LogConfig;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up in code, because the configuration is not known before {@code broker.conf} is read:
 * the console in the foreground, a file in the background.
 */
final class Logs {
  private static final String SHORT = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";
  private static final String LONG =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{30}: %msg%n";

  /** Libraries that speak of every connection at INFO. */
  private static final List<String> QUIET =
      List.of("org.eclipse.jetty", "io.netty", "software.amazon.awssdk", "org.rocksdb");

  private final LoggerContext context;

  private Logs(LoggerContext context) {
    this.context = context;
  }

  /** Keeps libraries quiet that log while the configuration is read. */
  static void beforeConfiguration() {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(Level.ERROR);
  }

  /** Starts logging; the returned object ends it, last of all. */
  static Logs start(LogConfig config, boolean daemon) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    OutputStreamAppender<ILoggingEvent> appender =
        daemon ? file(context, config) : new ConsoleAppender<>();
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(daemon ? LONG : SHORT);
    encoder.start();
    appender.setName(daemon ? "file" : "console");
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.addAppender(appender);
    root.setLevel(level(config.level()));
    QUIET.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
    return new Logs(context);
  }

  /** Changes what is written from now on. */
  static void setLevel(String word) {
    ((LoggerContext) LoggerFactory.getILoggerFactory())
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(level(word));
  }

  void stop() {
    context.stop();
  }

  private static OutputStreamAppender<ILoggingEvent> file(
      LoggerContext context, LogConfig config) {
    Path file = config.directory().resolve("broker.log");
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
