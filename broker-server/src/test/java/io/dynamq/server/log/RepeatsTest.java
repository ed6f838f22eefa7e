package io.dynamq.server.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.dynamq.time.Time;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lines of one kind that come too often are counted instead. */
class RepeatsTest {
  private final LoggerContext context = new LoggerContext();
  private final ListAppender<ILoggingEvent> written = new ListAppender<>();
  private final Logger logger = context.getLogger("a.Logger");
  private long nanos;
  private Repeats repeats;

  @BeforeEach
  void open() {
    Time time =
        new Time() {
          @Override
          public long epochMicros() {
            return nanos / 1_000;
          }

          @Override
          public long nanos() {
            return nanos;
          }
        };
    repeats = new Repeats(2, time, Set.of("audit"));
    repeats.setContext(context);
    repeats.start();
    context.addTurboFilter(repeats);
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.INFO);
    context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(written);
    written.start();
  }

  @AfterEach
  void close() {
    context.stop();
  }

  private List<String> lines() {
    return written.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private void pass(long seconds) {
    nanos += TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void theRestIsCountedAndSaidWhenTheTimeIsOver() {
    for (int i = 0; i < 7; i++) {
      logger.warn("client {} fails", i);
    }
    logger.info("something else");
    assertThat(lines()).containsExactly("client 0 fails", "client 1 fails", "something else");
    pass(Repeats.SECONDS);
    repeats.look();
    assertThat(lines()).endsWith("5 more like it in 10 s: client {} fails");
    assertThat(written.list.get(3).getLevel()).isEqualTo(Level.WARN);
    repeats.look();
    assertThat(lines()).hasSize(4);
  }

  @Test
  void theNextLineOfItsKindBringsTheCountToo() {
    for (int i = 0; i < 3; i++) {
      logger.info("again");
    }
    pass(Repeats.SECONDS + 1);
    logger.info("again");
    assertThat(lines())
        .containsExactly("again", "again", "1 more like it in 10 s: again", "again");
  }

  @Test
  void whatIsLeftIsSaidInTheEnd() {
    for (int i = 0; i < 3; i++) {
      logger.info("again");
    }
    repeats.finish();
    assertThat(lines()).endsWith("1 more like it in 10 s: again");
  }

  @Test
  void debugAndTheAuditAreComplete() {
    logger.setLevel(Level.DEBUG);
    for (int i = 0; i < 5; i++) {
      logger.debug("detail");
      context.getLogger("audit").info("done");
    }
    assertThat(lines()).hasSize(10);
  }

  @Test
  void whatIsNotLoggedIsNotCounted() {
    logger.setLevel(Level.ERROR);
    for (int i = 0; i < 5; i++) {
      logger.warn("silent");
    }
    pass(Repeats.SECONDS);
    repeats.look();
    logger.setLevel(Level.WARN);
    assertThat(lines()).isEmpty();
  }
}
