package io.dynamq.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LogActionsTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
  private final LogActions log = new LogActions(context);
  private final Logger logger = context.getLogger("io.dynamq.Some");

  @BeforeEach
  void open() {
    appender.setName("file");
    appender.setContext(context);
    appender.start();
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(appender);
  }

  private int logged(Level level) {
    appender.list.clear();
    logger.atLevel(org.slf4j.event.Level.valueOf(level.toString())).log("x");
    return appender.list.size();
  }

  @Test
  void thePrimaryLevelDecidesWhatIsLogged() throws Refusal {
    assertThat(log.primaryLevel().lines()).containsExactly("info");
    assertThat(logged(Level.DEBUG)).isZero();
    assertThat(log.setPrimaryLevel("debug").lines()).containsExactly("debug");
    assertThat(logged(Level.DEBUG)).isEqualTo(1);
    assertThat(log.setPrimaryLevel("Warning").lines()).containsExactly("warning");
    assertThat(logged(Level.INFO)).isZero();
  }

  @Test
  void aHandlerHasALevelOfItsOwn() throws Refusal {
    assertThat(log.setHandlerLevel("file", "error").lines()).containsExactly("error");
    assertThat(logged(Level.WARN)).isZero();
    assertThat(logged(Level.ERROR)).isEqualTo(1);
    assertThat(log.listHandlers().lines())
        .containsExactly("LogHandler(id=file, level=error, destination=console, status=started)");
    // The overall level is what comes through, whatever a handler held back before.
    log.setLevel("debug");
    assertThat(logged(Level.DEBUG)).isEqualTo(1);
  }

  @Test
  void aHandlerStopsAndStarts() throws Refusal {
    assertThat(log.stopHandler("file").lines()).containsExactly("log handler file stopped");
    assertThat(logged(Level.ERROR)).isZero();
    assertThat(log.listHandlers().lines()).allMatch(line -> line.endsWith("status=stopped)"));
    assertThat(log.startHandler("file").lines()).containsExactly("log handler file started");
    assertThat(logged(Level.ERROR)).isEqualTo(1);
  }

  @Test
  void saysWhatIsExpected() {
    assertThatThrownBy(() -> log.setLevel("loud"))
        .hasMessage(
            "Error: no log level loud, expected one of debug, info, notice, warning, error,"
                + " critical, alert, emergency");
    assertThatThrownBy(() -> log.stopHandler("nowhere"))
        .hasMessage("Error: no log handler nowhere, expected file");
  }
}
