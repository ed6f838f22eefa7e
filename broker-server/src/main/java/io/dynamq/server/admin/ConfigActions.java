package io.dynamq.server.admin;

import io.dynamq.server.admin.Reload.Difference;
import io.dynamq.server.config.ConfigView;
import io.dynamq.setting.InvalidSettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code config diff|set}: what the files say otherwise than the broker runs with, and a change. */
final class ConfigActions {
  private final Reload reload;

  ConfigActions(Reload reload) {
    this.reload = reload;
  }

  Answer differences() throws Refusal {
    List<Difference> differences;
    try {
      differences = reload.differences();
    } catch (InvalidSettingsException e) {
      throw new Refusal(
          Refusal.CONFLICT,
          "Error: the configuration cannot be used: "
              + Printable.of(e.problems().get(0).toString()));
    }
    List<Object> json = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (Difference one : differences) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("key", one.key());
      fields.put("running", shown(one.key(), one.running()));
      fields.put("file", shown(one.key(), one.file()));
      fields.put("needs", needs(one.key()));
      json.add(fields);
      lines.add(
          "%s: %s -> %s (%s)"
              .formatted(
                  one.key(),
                  worded(one.key(), one.running()),
                  worded(one.key(), one.file()),
                  needs(one.key())));
    }
    return new Answer(json, lines.isEmpty() ? List.of("no difference") : lines);
  }

  Answer set(String key, String value) throws Refusal {
    if (!Reload.isSettable(key)) {
      throw new Refusal(
          Refusal.BAD_REQUEST,
          "Error: " + Printable.of(key)
              + " cannot be changed while the broker runs, expected log.level or a limit mqtt.* or"
              + " zone.<zone>.* that is marked Reloadable in docs/configuration.md");
    }
    try {
      List<String> lines = new ArrayList<>(reload.set(key, value).lines());
      lines.add("(until the next start; the files are not changed)");
      return new Answer(Map.of("key", key, "value", reload.inForce(key)), lines);
    } catch (InvalidSettingsException e) {
      throw new Refusal(
          Refusal.BAD_REQUEST, "Error: " + Printable.of(e.problems().get(0).toString()));
    }
  }

  private static String needs(String key) {
    return ConfigView.isReloadable(key) ? "reload" : "restart";
  }

  private static String worded(String key, String value) {
    return value == null ? "not set" : Printable.of(shown(key, value));
  }

  private static String shown(String key, String value) {
    return value == null ? null : ConfigView.shown(key, value);
  }
}
