package io.dynamq.server.admin;

import io.dynamq.control.Control;
import io.dynamq.engine.Zone;
import io.dynamq.server.access.AclBook;
import io.dynamq.server.config.ConfigView;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.plugin.PluginHost;
import io.dynamq.server.plugin.PluginRefusal;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.setting.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Reads again what can change while the broker runs: access rules, certificates, the log level and
 * the hook lines of the EMQX backend. Users are read whenever their files change. Any thread; one at
 * a time.
 */
public final class Reload {
  private static final String LOG_LEVEL = "log.level";
  private static final String HOOKS = "backend.dynamo.hook.";
  private static final String BACKEND = "emqx_backend_dynamo";

  /**
   * What can be read again.
   *
   * @param files the configuration as it is on the disk now
   * @param logLevel sets what {@code log.level} says
   * @param zones sets the limits of clients that come from now on
   */
  public record Parts(
      Control control,
      AclBook acl,
      ListenerSwitch listeners,
      PluginHost plugins,
      Files files,
      Consumer<String> logLevel,
      Consumer<Map<String, Zone>> zones) {}

  /** Reads and checks the configuration, as at the start. */
  public interface Files {

    /**
     * Reads it.
     *
     * @param over values by key that count more than what is written
     */
    ServerConfig read(Map<String, String> over) throws InvalidSettingsException;
  }

  /**
   * What came of it.
   *
   * @param complete false if something that should have been read again could not be
   * @param lines for the operator
   */
  public record Report(boolean complete, List<String> lines) {}

  private final Parts parts;
  private final Map<String, String> inForce;
  private final Map<String, String> set = new HashMap<>();
  private String level;

  /**
   * @param running what the broker was started with
   */
  public Reload(Parts parts, ServerConfig running) {
    this.parts = parts;
    this.inForce = written(running);
    this.level = running.log().level();
  }

  /**
   * A setting that the files say otherwise than what the broker runs with.
   *
   * @param running null if it was not set when the broker started
   * @param file null if it is not set any more
   */
  public record Difference(String key, String running, String file) {}

  /**
   * What the files say otherwise by now, sorted by key.
   *
   * @throws InvalidSettingsException if the files cannot be used
   */
  public synchronized List<Difference> differences() throws InvalidSettingsException {
    Map<String, String> fresh = written(parts.files().read(Map.of()));
    return changed(fresh, key -> true).stream()
        .map(key -> new Difference(key, inForce.get(key), fresh.get(key)))
        .toList();
  }

  /** The value that a setting has in the running broker, its default if it was not set. */
  public synchronized String inForce(String key) {
    String value = inForce.get(key);
    return value == null ? ConfigView.byDefault(key) : value;
  }

  /** With a mistake in the configuration nothing is changed. */
  public synchronized Report run() {
    ServerConfig read;
    try {
      read = parts.files().read(set);
    } catch (InvalidSettingsException e) {
      List<String> lines = new ArrayList<>();
      lines.add("nothing is changed, the configuration cannot be used:");
      e.problems().stream().map(Problem::toString).map(Printable::of).forEach(lines::add);
      return new Report(false, lines);
    }
    Map<String, String> fresh = written(read);
    List<String> lines = new ArrayList<>();
    boolean complete = rules(lines) & certificates(lines) & hooks(fresh, lines);
    settings(read, lines);
    TreeSet<String> others = changed(fresh, key -> true);
    if (!others.isEmpty()) {
      lines.add("needs a restart: " + String.join(", ", others));
    }
    return new Report(complete, lines);
  }

  /** Whether {@link #set} takes a key. */
  public static boolean isSettable(String key) {
    boolean limit = key.startsWith("mqtt.") || key.startsWith("zone.");
    return key.equals(LOG_LEVEL) || limit && ConfigView.isReloadable(key);
  }

  /**
   * Changes a setting until the next start, whatever the files say.
   *
   * @param key one that {@link #isSettable}
   * @throws InvalidSettingsException if it cannot have this value; nothing is changed then
   */
  public synchronized Report set(String key, String value) throws InvalidSettingsException {
    Map<String, String> tried = new HashMap<>(set);
    tried.put(key, value);
    ServerConfig read = parts.files().read(tried);
    set.put(key, value);
    List<String> lines = new ArrayList<>();
    settings(read, lines);
    return new Report(true, lines);
  }

  private void settings(ServerConfig read, List<String> lines) {
    Map<String, String> fresh = written(read);
    logLevel(read.log().level(), lines);
    apply(fresh, changed(fresh, LOG_LEVEL::equals));
    TreeSet<String> limits = changed(fresh, Reload::isSettable);
    if (!limits.isEmpty()) {
      parts.zones().accept(read.broker().zones());
      lines.add("for clients that connect from now on: " + String.join(", ", limits));
      apply(fresh, limits);
    }
  }

  private boolean rules(List<String> lines) {
    try {
      new AclActions(parts.acl(), parts.control()).reload();
      lines.add("access rules: read again");
      return true;
    } catch (Refusal e) {
      lines.add("access rules: " + e.getMessage());
      return false;
    }
  }

  private boolean certificates(List<String> lines) {
    boolean usable = parts.listeners().reloadCertificates();
    lines.add(
        usable
            ? "certificates: read again"
            : "certificates: one cannot be used, the old one stays; see the log");
    return usable;
  }

  private boolean hooks(Map<String, String> fresh, List<String> lines) {
    TreeSet<String> hooks = changed(fresh, key -> key.startsWith(HOOKS));
    boolean loaded =
        parts.plugins().list().stream()
            .anyMatch(plugin -> plugin.name().equals(BACKEND) && plugin.active());
    if (hooks.isEmpty()) {
      return true;
    }
    try {
      if (loaded) {
        parts.plugins().reload(BACKEND);
        lines.add("hook lines: read again");
      } else {
        lines.add("hook lines: of no effect, " + BACKEND + " is not loaded");
      }
    } catch (PluginRefusal e) {
      lines.add("hook lines: " + e.getMessage());
      return false;
    }
    apply(fresh, hooks);
    return true;
  }

  private void logLevel(String wanted, List<String> lines) {
    if (!wanted.equals(level)) {
      parts.logLevel().accept(wanted);
      lines.add("log level: " + wanted);
      level = wanted;
    }
  }

  private static Map<String, String> written(ServerConfig config) {
    Map<String, String> values = new HashMap<>();
    config.settings().forEach(setting -> values.put(setting.key(), setting.value()));
    return values;
  }

  private TreeSet<String> changed(Map<String, String> fresh, Predicate<String> which) {
    TreeSet<String> keys = new TreeSet<>(fresh.keySet());
    keys.addAll(inForce.keySet());
    keys.removeIf(key -> !which.test(key) || Objects.equals(fresh.get(key), inForce.get(key)));
    return keys;
  }

  private void apply(Map<String, String> fresh, TreeSet<String> keys) {
    for (String key : keys) {
      if (fresh.containsKey(key)) {
        inForce.put(key, fresh.get(key));
      } else {
        inForce.remove(key);
      }
    }
  }
}
