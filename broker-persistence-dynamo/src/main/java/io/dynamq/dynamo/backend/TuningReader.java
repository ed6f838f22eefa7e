package io.dynamq.dynamo.backend;

import io.dynamq.dynamo.backend.BackendConfig.Billing;
import io.dynamq.dynamo.backend.BackendConfig.Tuning;
import io.dynamq.setting.Setting;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the plug-in's own keys, those without a pool. */
final class TuningReader {
  private static final Pattern PROVISIONED =
      Pattern.compile("provisioned\\(\\s*([1-9][0-9]{0,6})\\s*,\\s*([1-9][0-9]{0,6})\\s*\\)");
  private static final int DEFAULT_MAP_IDS = 500;
  /** An item holds about 8,500 ids before DynamoDB's 400 KB end it; this leaves room for its key. */
  private static final int GREATEST_MAP_IDS = 8_000;

  private final Map<String, Setting> keys;
  private final Problems problems;

  TuningReader(Map<String, Setting> keys, Problems problems) {
    this.keys = keys;
    this.problems = problems;
  }

  String region() {
    Setting setting = keys.get("region");
    if (setting == null || setting.value().isBlank()) {
      return "us-west-2";
    }
    if (!setting.value().matches("[a-z0-9-]{2,40}")) {
      problems.add(setting, "expected a region such as us-west-2, found " + setting.value());
    }
    return setting.value();
  }

  Tuning tuning() {
    return new Tuning(autoCreate(), billing(), mapIds(), prefix(), awaitStore());
  }

  private boolean autoCreate() {
    return choose("auto_create_tables", "on", "off");
  }

  private boolean awaitStore() {
    return !choose("ack_after", "memory", "store");
  }

  /** True for the first word, which is also the default. */
  private boolean choose(String key, String first, String second) {
    Setting setting = keys.get(key);
    if (setting == null || setting.value().equals(first)) {
      return true;
    }
    if (!setting.value().equals(second)) {
      problems.add(setting, "expected " + first + " or " + second + ", found " + setting.value());
    }
    return false;
  }

  private Billing billing() {
    Setting setting = keys.get("table_billing");
    if (setting == null || setting.value().equals("on_demand")) {
      return Billing.ON_DEMAND;
    }
    Matcher units = PROVISIONED.matcher(setting.value());
    if (units.matches()) {
      return new Billing(Long.parseLong(units.group(1)), Long.parseLong(units.group(2)));
    }
    problems.add(
        setting,
        "expected on_demand or provisioned(<read units>,<write units>), found " + setting.value());
    return Billing.ON_DEMAND;
  }

  private int mapIds() {
    Setting setting = keys.get("map.max_ids");
    if (setting == null) {
      return DEFAULT_MAP_IDS;
    }
    String text = setting.value();
    int ids = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    if (ids < 1 || ids > GREATEST_MAP_IDS) {
      problems.add(setting, "expected a number from 1 to " + GREATEST_MAP_IDS + ", found " + text);
    }
    return ids;
  }

  private String prefix() {
    Setting setting = keys.get("table_prefix");
    if (setting == null) {
      return "";
    }
    // DynamoDB's rule for table names; the longest of ours takes 18 of its 255 characters.
    if (!setting.value().matches("[A-Za-z0-9_.-]{0,200}")) {
      problems.add(setting, "expected letters, digits, _ . or -, found " + setting.value());
    }
    return setting.value();
  }
}
