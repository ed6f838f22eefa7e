package io.dynamq.server;

import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ConfigView;
import io.dynamq.server.config.ConfigView.Explanation;
import io.dynamq.server.config.ConfigView.Line;
import io.dynamq.server.ctl.OfflineWork.Outcome;
import io.dynamq.setting.InvalidSettingsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code config show} and {@code config explain}: what holds, and why. */
final class ConfigCommands {
  private final ConfigView view;

  ConfigCommands(ConfigSources sources) throws IOException {
    try {
      this.view = ConfigView.read(sources);
    } catch (InvalidSettingsException e) {
      throw OfflineCommands.unusable(e);
    }
  }

  /** Every setting with its place; as text in the form of the file. */
  Outcome show(boolean onlyWritten) {
    List<Line> lines = view.lines(!onlyWritten);
    List<String> text = new ArrayList<>();
    List<Map<String, String>> json = new ArrayList<>();
    int width = lines.stream().mapToInt(line -> setting(line).length()).max().orElse(0);
    for (Line line : lines) {
      text.add(("%-" + Math.min(width, 60) + "s  # %s").formatted(setting(line), line.origin()));
      json.add(Map.of("key", line.key(), "value", line.value(), "origin", line.origin()));
    }
    return new Outcome(true, text, OfflineCommands.json(json));
  }

  private static String setting(Line line) {
    return line.key() + " = " + line.value();
  }

  Outcome explain(String key) throws IOException {
    Explanation found =
        view.explain(key)
            .orElseThrow(
                () ->
                    new IOException(
                        key + " is no setting"
                            + ConfigView.nearest(key)
                                .map(near -> ", did you mean " + near + "?")
                                .orElse(", see docs/configuration.md")));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("key", key);
    facts.put("value", found.line().value().isEmpty() ? "not set" : found.line().value());
    facts.put("origin", found.line().origin());
    facts.put("default", found.byDefault().isEmpty() ? "none" : found.byDefault());
    facts.put("expected", found.expected());
    facts.put("meaning", found.help());
    facts.put("section", found.section());
    facts.put("environment", found.variable());
    facts.put("change", found.reloadable() ? "counts with emqx_ctl reload" : "needs a restart");
    List<String> text = new ArrayList<>();
    facts.forEach((name, value) -> text.add("%-12s: %s".formatted(name, value)));
    found.overridden().forEach(notice -> text.add("%-12s: %s".formatted("notice", notice)));
    facts.put("notices", found.overridden());
    return new Outcome(true, text, OfflineCommands.json(facts));
  }
}
