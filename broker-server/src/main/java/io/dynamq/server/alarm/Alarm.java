package io.dynamq.server.alarm;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A condition.
 *
 * @param name EMQX's where it has one
 * @param details figures, by name
 * @param message one line for people
 * @param activateAt microseconds since the epoch, as in EMQX
 * @param deactivateAt the same, 0 while it holds
 */
public record Alarm(
    String name, Map<String, Object> details, String message, long activateAt, long deactivateAt) {

  public boolean isActive() {
    return deactivateAt == 0;
  }

  Alarm endedAt(long micros) {
    return new Alarm(name, details, message, activateAt, micros);
  }

  /** EMQX's object. */
  public Map<String, Object> json(long nowMicros) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("message", message);
    json.put("details", details);
    json.put("activated", isActive());
    json.put("activate_at", activateAt);
    json.put("deactivate_at", isActive() ? "infinity" : deactivateAt);
    json.put("duration", ((isActive() ? nowMicros : deactivateAt) - activateAt) / 1_000);
    return json;
  }
}
