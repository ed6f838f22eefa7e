package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.backend.BackendConfig.Tuning;
import io.dynamq.dynamo.NativeSettings;
import io.dynamq.dynamo.client.ConnectionSettings;
import io.dynamq.dynamo.client.PoolSettings;
import io.dynamq.dynamo.client.SettingReader;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import io.dynamq.setting.Setting;
import io.dynamq.store.Durability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
  private static final List<String> POOL_KEYS =
      List.of("server", "pool_size", "aws_access_key_id", "aws_secret_access_key");
  private static final int DEFAULT_MAP_IDS = 500;

  /** An item holds about 8,500 ids before DynamoDB's 400 KB end it; this leaves some room. */
  private static final int GREATEST_MAP_IDS = 8_000;

  private final List<Problem> problems = new ArrayList<>();
  private final SettingReader settings;
  private final Map<String, Setting> hooks = new LinkedHashMap<>();

  private ConfigReader(List<Setting> own) {
    settings = new SettingReader(own, problems);
    Map<String, Setting> last = new LinkedHashMap<>();
    own.forEach(setting -> last.put(setting.key(), setting));
    last.values().forEach(this::sort);
  }

  /**
   * @param settings of the whole broker; others' keys are passed over, a later entry of one key
   *     replaces an earlier one
   */
  static BackendConfig read(List<Setting> settings) throws InvalidSettingsException {
    return new ConfigReader(settings.stream().filter(s -> s.key().startsWith(PREFIX)).toList())
        .build();
  }

  private void sort(Setting setting) {
    String key = setting.key().substring(PREFIX.length());
    Matcher pool = POOL.matcher(key);
    if (key.startsWith("hook.")) {
      hooks.put(key, setting);
    } else if (!PLUGIN_KEYS.contains(key)
        && !(pool.matches() && POOL_KEYS.contains(pool.group(2)))) {
      settings.problem(setting.key(), "unknown key" + hint(key, pool));
    }
  }

  private static String hint(String key, Matcher pool) {
    if (pool.matches()) {
      String inPool = Nearest.hint(pool.group(2), POOL_KEYS);
      if (!inPool.isEmpty()) {
        return inPool;
      }
    }
    return Nearest.hint(key, PLUGIN_KEYS);
  }

  private BackendConfig build() throws InvalidSettingsException {
    ConnectionSettings connections = ConnectionSettings.read(settings);
    List<String> pools = connections.pools().stream().map(PoolSettings::name).toList();
    List<HookRule> rules = new ArrayList<>();
    hooks.forEach((key, line) -> readRule(key, line, pools, rules));
    if (hooks.isEmpty()) {
      settings.problem(
          PREFIX + "hook",
          "no hook line is configured, so nothing would be stored; see"
              + " etc/plugins/emqx_backend_dynamo.conf");
    }
    Tuning tuning = tuning();
    if (!problems.isEmpty()) {
      throw new InvalidSettingsException(problems);
    }
    rules.sort(Comparator.comparing(HookRule::event).thenComparingInt(HookRule::ordinal));
    return new BackendConfig(connections, rules, tuning);
  }

  private Tuning tuning() {
    return new Tuning(
        settings.number(PREFIX + "map.max_ids", DEFAULT_MAP_IDS, 1, GREATEST_MAP_IDS),
        // DynamoDB's rule for table names; the longest of ours takes 18 of its 255 characters.
        settings.parsed(
            PREFIX + "table_prefix",
            "",
            "letters, digits, _ . or -",
            text -> matching("[A-Za-z0-9_.-]{1,200}", text)),
        settings.parsed(
            PREFIX + "ack_after",
            Durability.MEMORY,
            "memory, wal or store",
            text -> Durability.valueOf(matching("memory|wal|store", text).toUpperCase(Locale.ROOT))),
        NativeSettings.wal(settings));
  }

  private static String matching(String pattern, String text) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("no match");
    }
    return text;
  }

  private void readRule(
      String key, Setting line, List<String> pools, List<HookRule> rules) {
    Matcher form = HOOK.matcher(key);
    if (!form.matches()) {
      settings.problem(line.key(), "expected backend.dynamo.hook.<class>.<event>.<N>");
      return;
    }
    HookEvent event = HookEvent.named(form.group(1));
    if (event == null) {
      settings.problem(
          line.key(),
          "unknown hook " + form.group(1) + Nearest.hint(form.group(1), HookEvent.allNames())
              + "; known are " + String.join(", ", HookEvent.allNames()));
      return;
    }
    if (!form.group(2).matches("[0-9]{1,9}")) {
      settings.problem(
          line.key(), "the last part must be the rule's number, found " + form.group(2));
      return;
    }
    int ordinal = Integer.parseInt(form.group(2));
    HookRule rule = new RuleReader(line, pools, problems).read(event, ordinal);
    if (rule != null) {
      rules.add(rule);
    }
  }
}
