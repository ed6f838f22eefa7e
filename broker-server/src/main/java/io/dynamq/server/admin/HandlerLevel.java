package io.dynamq.server.admin;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/** Keeps what is below a level from one log handler; Logback's own does not tell its level. */
final class HandlerLevel extends Filter<ILoggingEvent> {
  private final Level level;

  HandlerLevel(Level level) {
    this.level = level;
  }

  Level level() {
    return level;
  }

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getLevel().isGreaterOrEqual(level) ? FilterReply.NEUTRAL : FilterReply.DENY;
  }
}
