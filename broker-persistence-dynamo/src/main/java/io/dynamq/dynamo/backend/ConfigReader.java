package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.backend.BackendConfig.PoolSettings;
import io.dynamq.dynamo.backend.BackendConfig.Tuning;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code backend.dynamo.*}; reports every mistake at once. */
final class ConfigReader {
  private static final String PREFIX = "backend.dynamo.";
  private static final Pattern HOOK = Pattern.compile("hook\\.([^.]+\\.[^.]+)\\.([^.]+)");
  private static final Pattern POOL = Pattern.compile("([^.]+)\\.([^.]+)");
  private static final List<String> PLUGIN_KEYS =
      List.of(
          "region", "auto_create_tables", "table_billing", "map.max_ids", "table_prefix",
          "ack_after");

  private final Problems problems = new Problems();
  private final Map<String, Setting> plugin = new LinkedHashMap<>();
  private final Map<String, Map<String, Setting>> pools = new LinkedHashMap<>();
  private final Map<String, Setting> hooks = new LinkedHashMap<>();

  private ConfigReader() {}

  /**
   * @param settings of the whole broker; others' keys are passed over, a later entry of one key
   *     replaces an earlier one
   */
  static BackendConfig read(List<Setting> settings) throws InvalidSettingsException {
    ConfigReader reader = new ConfigReader();
    Map<String, Setting> last = new LinkedHashMap<>();
    for (Setting setting : settings) {
      if (setting.key().startsWith(PREFIX)) {
        last.put(setting.key(), setting);
      }
    }
    last.values().forEach(reader::sort);
    return reader.build();
  }

  private void sort(Setting setting) {
    String key = setting.key().substring(PREFIX.length());
    Matcher pool = POOL.matcher(key);
    if (PLUGIN_KEYS.contains(key)) {
      plugin.put(key, setting);
    } else if (key.startsWith("hook.")) {
      hooks.put(key, setting);
    } else if (pool.matches() && PoolReader.KEYS.contains(pool.group(2))) {
      pools.computeIfAbsent(pool.group(1), name -> new LinkedHashMap<>())
          .put(pool.group(2), setting);
    } else {
      problems.add(setting, "unknown key" + hint(key, pool));
    }
  }

  private static String hint(String key, Matcher pool) {
    if (pool.matches()) {
      String inPool = Nearest.hint(pool.group(2), PoolReader.KEYS);
      if (!inPool.isEmpty()) {
        return inPool;
      }
    }
    return Nearest.hint(key, PLUGIN_KEYS);
  }

  private BackendConfig build() throws InvalidSettingsException {
    List<PoolSettings> read = new ArrayList<>();
    pools.forEach((name, keys) -> read.add(new PoolReader(name, keys, problems).read()));
    List<HookRule> rules = new ArrayList<>();
    hooks.forEach((key, line) -> readRule(key, line, rules));
    if (hooks.isEmpty()) {
      problems.add(
          new Problem(
              "configuration",
              PREFIX + "hook",
              "no hook line is configured, so nothing would be stored; see"
                  + " etc/plugins/emqx_backend_dynamo.conf"));
    }
    TuningReader values = new TuningReader(plugin, problems);
    String region = values.region();
    Tuning tuning = values.tuning();
    problems.throwIfAny();
    rules.sort(Comparator.comparing(HookRule::event).thenComparingInt(HookRule::ordinal));
    return new BackendConfig(region, read, rules, tuning);
  }

  private void readRule(String key, Setting line, List<HookRule> rules) {
    Matcher form = HOOK.matcher(key);
    if (!form.matches()) {
      problems.add(line, "expected backend.dynamo.hook.<class>.<event>.<N>");
      return;
    }
    HookEvent event = HookEvent.named(form.group(1));
    if (event == null) {
      problems.add(
          line,
          "unknown hook " + form.group(1) + Nearest.hint(form.group(1), HookEvent.allNames())
              + "; known are " + String.join(", ", HookEvent.allNames()));
      return;
    }
    if (!form.group(2).matches("[0-9]{1,9}")) {
      problems.add(line, "the last part must be the rule's number, found " + form.group(2));
      return;
    }
    int ordinal = Integer.parseInt(form.group(2));
    HookRule rule = new RuleReader(line, pools.keySet(), problems).read(event, ordinal);
    if (rule != null) {
      rules.add(rule);
    }
  }
}
