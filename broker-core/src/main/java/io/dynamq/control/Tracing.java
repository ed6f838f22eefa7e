package io.dynamq.control;

import java.util.List;
import java.util.function.Consumer;

/**
 * What is traced.
 *
 * @param sink told each event that a scope covers; on event loops, so it must not block or throw
 */
public record Tracing(List<TraceScope> scopes, Consumer<TraceEvent> sink) {
  /** Nothing. */
  public static final Tracing OFF = new Tracing(List.of(), event -> {});

  public Tracing {
    scopes = List.copyOf(scopes);
  }

  /** Whether any scope covers it. */
  public boolean covers(TraceEvent.Who who, String topic) {
    for (TraceScope scope : scopes) {
      if (scope.covers(who, topic)) {
        return true;
      }
    }
    return false;
  }
}
