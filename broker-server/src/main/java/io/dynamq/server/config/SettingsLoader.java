package io.dynamq.server.config;

import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads file and environment, checks every entry against the table, and collects the problems. */
final class SettingsLoader {
  private final List<Problem> problems;
  private final List<String> notices = new ArrayList<>();
  private final Map<String, Setting> entries = new LinkedHashMap<>();

  SettingsLoader(List<Problem> problems) {
    this.problems = problems;
  }

  /** What could be understood; check the problems before using it. */
  Settings load(Path home, Path file, Map<String, String> environment) {
    for (Setting entry : new ConfigFile(home, problems).read(file)) {
      Setting earlier = entries.put(entry.key(), entry);
      if (earlier != null) {
        notices.add(
            entry.origin() + ": " + entry.key() + ": set again, the value of "
                + earlier.origin() + " does not count");
      }
    }
    for (Setting entry : Environment.settings(environment, entries.keySet())) {
      entries.put(entry.key(), entry);
    }
    Map<String, Settings.Value> values = new LinkedHashMap<>();
    entries.values().forEach(entry -> check(entry, values));
    return new Settings(values, notices);
  }

  private void check(Setting entry, Map<String, Settings.Value> values) {
    SettingSpec row = SettingsTable.find(entry.key()).orElse(null);
    if (row == null) {
      problems.add(new Problem(entry.origin(), entry.key(), unknown(entry.key())));
      return;
    }
    try {
      values.put(entry.key(), new Settings.Value(row.type().parse(entry.value()), entry));
    } catch (BadValueException e) {
      problems.add(new Problem(entry.origin(), entry.key(), e.getMessage()));
    }
  }

  private static String unknown(String key) {
    boolean slip = NearestKey.within(key, NearestKey.SLIP).isPresent();
    Optional<String> refused = ForeignKeys.whyRefused(key);
    if (!slip && refused.isPresent()) {
      return "is a key of EMQX that has no use here: " + refused.get()
          + ", expected it to be removed";
    }
    if (!slip && ForeignKeys.contains(key)) {
      return "is a key of EMQX that this version does not have, expected it to be removed";
    }
    return NearestKey.to(key)
        .map(near -> "is unknown, did you mean " + near + "?")
        .orElse("is unknown, expected a key of docs/configuration.md");
  }
}
