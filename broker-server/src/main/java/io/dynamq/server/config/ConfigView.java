package io.dynamq.server.config;

import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The configuration as files and environment have it now, for people: what holds, where it was
 * written, what it could be. Secrets are hidden.
 */
public final class ConfigView {
  private static final String HIDDEN = "******";
  private static final String DEFAULT = "default";

  /** What is shorter would be found in any text. */
  private static final int SHORTEST_SECRET = 4;

  private final Map<String, Setting> written = new LinkedHashMap<>();
  private final List<String> notices;

  private ConfigView(Settings settings) {
    settings.entries().forEach(entry -> written.put(entry.key(), entry));
    this.notices = settings.notices();
  }

  /**
   * One setting that holds.
   *
   * @param value as one would write it; hidden if it is a secret
   * @param origin {@code file:line}, a variable of the environment, or {@code default}
   */
  public record Line(String key, String value, String origin) {

    public boolean isDefault() {
      return origin.equals(DEFAULT);
    }
  }

  /**
   * What is to be known about one key.
   *
   * @param line what holds; empty value if nothing does
   * @param row the key in the table, such as {@code zone.<zone>.max_inflight}
   * @param byDefault empty if there is no default
   * @param variable of the environment that would override it
   * @param reloadable whether a change counts without a restart
   * @param overridden places where it is written too, without effect
   */
  public record Explanation(
      Line line,
      String row,
      String section,
      String byDefault,
      String expected,
      String help,
      String variable,
      boolean reloadable,
      List<String> overridden) {}

  /**
   * Reads files and environment.
   *
   * @throws InvalidSettingsException with every value that cannot be used
   */
  public static ConfigView read(ConfigSources sources) throws InvalidSettingsException {
    List<Problem> problems = new ArrayList<>();
    Settings settings =
        new SettingsLoader(problems).load(sources.home(), sources.file(), sources.environment());
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    return new ConfigView(settings);
  }

  /**
   * What holds, in the order of the table; the members of a family that were written stand behind it.
   *
   * @param all also defaults; else only what was written
   */
  public List<Line> lines(boolean all) {
    Map<String, List<Setting>> byRow = new LinkedHashMap<>();
    for (Setting entry : written.values()) {
      SettingsTable.find(entry.key())
          .ifPresent(row -> byRow.computeIfAbsent(row.key(), key -> new ArrayList<>()).add(entry));
    }
    List<Line> lines = new ArrayList<>();
    for (SettingSpec row : SettingsTable.all()) {
      List<Setting> entries = byRow.getOrDefault(row.key(), List.of());
      entries.forEach(entry -> lines.add(line(row, entry)));
      if (all && entries.isEmpty() && row.hasDefault() && !row.isPattern()) {
        lines.add(new Line(row.key(), row.defaultText(), DEFAULT));
      }
    }
    return lines;
  }

  private static Line line(SettingSpec row, Setting entry) {
    return new Line(entry.key(), shown(row, entry.value()), entry.origin());
  }

  /** A value as people may see it. */
  private static String shown(SettingSpec row, String value) {
    return row.isSecret() ? HIDDEN : value;
  }

  /** Hides the secrets that are written in this configuration wherever they stand in a text. */
  public UnaryOperator<String> redaction() {
    List<String> secrets =
        written.values().stream()
            .filter(entry -> SettingsTable.find(entry.key()).map(SettingSpec::isSecret).orElse(true))
            .map(Setting::value)
            .filter(value -> value.length() >= SHORTEST_SECRET)
            .toList();
    return text -> {
      String shown = text;
      for (String secret : secrets) {
        shown = shown.replace(secret, HIDDEN);
      }
      return shown;
    };
  }

  /** The value of a key as people may see it, wherever it comes from. */
  public static String shown(String key, String value) {
    return SettingsTable.find(key).map(row -> shown(row, value)).orElse(value);
  }

  /** The default of a key as one would write it, empty if there is none. */
  public static String byDefault(String key) {
    return SettingsTable.find(key).map(SettingSpec::defaultText).orElse("");
  }

  /** Whether a change of this key counts without a restart. */
  public static boolean isReloadable(String key) {
    return SettingsTable.find(key).map(row -> row.text().reloadable()).orElse(false);
  }

  /** Empty if there is no such key. */
  public Optional<Explanation> explain(String key) {
    return SettingsTable.find(key).map(row -> explain(row, key));
  }

  private Explanation explain(SettingSpec row, String key) {
    Setting entry = written.get(key);
    Line line =
        entry == null ? new Line(key, row.defaultText(), DEFAULT) : line(row, entry);
    return new Explanation(
        line,
        row.key(),
        row.section(),
        row.defaultText(),
        row.type().expected(),
        row.help(),
        Environment.variable(key),
        row.text().reloadable(),
        notices.stream().filter(notice -> notice.contains(": " + key + ": set again")).toList());
  }

  /** The key that was probably meant. */
  public static Optional<String> nearest(String key) {
    return NearestKey.to(key);
  }
}
