package io.dynamq.server.config;

import io.dynamq.engine.DurabilityPolicy;
import io.dynamq.setting.Setting;
import io.dynamq.topic.rewrite.RewriteRule;
import io.dynamq.session.OverflowPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings that have been read and checked: a value for each key that was written, the default of the
 * table for the others.
 */
final class Settings {

  /** A value with the entry that it came from. */
  record Value(Object parsed, Setting written) {}

  private final Map<String, Value> values;
  private final List<String> notices;

  /**
   * @param values by key, in the order they were first written
   */
  Settings(Map<String, Value> values, List<String> notices) {
    this.values = values;
    this.notices = List.copyOf(notices);
  }

  /** Every entry as written, one per key. */
  List<Setting> entries() {
    return values.values().stream().map(Value::written).toList();
  }

  /** Without the switch of the embedded store, which the DynamoDB backend would not know. */
  List<Setting> entriesForOthers() {
    return entries().stream().filter(e -> !e.key().startsWith(EmbeddedRules.SWITCH)).toList();
  }

  Set<String> keys() {
    return values.keySet();
  }

  /** What the operator should know although it is no mistake. */
  List<String> notices() {
    return notices;
  }

  /** Where the value was written, for messages about it. */
  String origin(String key) {
    Value value = values.get(key);
    return value == null ? "default" : value.written().origin();
  }

  Optional<String> text(String key) {
    return value(key).map(String.class::cast);
  }

  Optional<Boolean> flag(String key) {
    return value(key).map(Boolean.class::cast);
  }

  Optional<Long> number(String key) {
    return value(key).map(Long.class::cast);
  }

  Optional<Double> decimal(String key) {
    return value(key).map(Double.class::cast);
  }

  Optional<HostPort> address(String key) {
    return value(key).map(HostPort.class::cast).filter(address -> !address.isOff());
  }

  Optional<RewriteRule> rule(String key) {
    return value(key).map(RewriteRule.class::cast);
  }

  Optional<DurabilityPolicy.Rule> durabilityRule(String key) {
    return value(key).map(DurabilityPolicy.Rule.class::cast);
  }

  Optional<OverflowPolicy.Rule> overflowRule(String key) {
    return value(key).map(OverflowPolicy.Rule.class::cast);
  }

  /** Empty also if the value is of another kind, which stands for its absence. */
  <T> Optional<T> as(String key, Class<T> kind) {
    return value(key).filter(kind::isInstance).map(kind::cast);
  }

  /** A list of words, empty if there are none. */
  List<String> texts(String key) {
    return as(key, List.class).map(Settings::words).orElse(List.of());
  }

  private static List<String> words(List<?> values) {
    return values.stream().map(String.class::cast).toList();
  }

  /** The numbers that stand behind a prefix in the keys that were written, in their order. */
  Set<Integer> numbered(String prefix) {
    Set<Integer> numbers = new TreeSet<>();
    for (String key : values.keySet()) {
      if (key.startsWith(prefix)) {
        String number = key.substring(prefix.length()).split("\\.")[0];
        if (number.matches("\\d{1,9}")) {
          numbers.add(Integer.valueOf(number));
        }
      }
    }
    return numbers;
  }

  private Optional<Object> value(String key) {
    Value written = values.get(key);
    return written != null ? Optional.of(written.parsed()) : defaultOf(key);
  }

  private static Optional<Object> defaultOf(String key) {
    SettingSpec row =
        SettingsTable.find(key)
            .orElseThrow(() -> new IllegalArgumentException("no such setting: " + key));
    if (!row.hasDefault()) {
      return Optional.empty();
    }
    try {
      return Optional.of(row.type().parse(row.defaultText()));
    } catch (BadValueException e) {
      throw new IllegalStateException("the table's default of " + row.key() + " is wrong", e);
    }
  }
}
