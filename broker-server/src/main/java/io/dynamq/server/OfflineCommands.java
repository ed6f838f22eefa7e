package io.dynamq.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.dynamq.hook.Plugin;
import io.dynamq.server.config.ConfigSources;
import io.dynamq.server.config.ConfigView;
import io.dynamq.server.config.ServerConfig;
import io.dynamq.server.ctl.OfflineWork;
import io.dynamq.server.ctl.StoredReads.Place;
import io.dynamq.server.plugin.PluginChecks;
import io.dynamq.setting.InvalidSettingsException;
import io.dynamq.store.Provisioning;
import io.dynamq.store.Provisioning.Finding;
import io.dynamq.store.Provisioning.Form;
import io.dynamq.store.Provisioning.Level;
import io.dynamq.store.StorageException;
import io.dynamq.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/** Commands that go by the configuration and need no broker. */
public final class OfflineCommands implements OfflineWork {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  @Override
  public Outcome run(Place place, Asked asked) throws IOException {
    Map<String, String> options = asked.options();
    Logs.beforeConfiguration();
    ConfigSources sources =
        new ConfigSources(place.home(), place.config(), place.data(), false, place.environment());
    return switch (String.join(" ", asked.words())) {
      case "doctor" -> findings(new Doctor(sources).examine());
      case "tables check" -> findings(inspect(false, sources, options));
      case "tables create" -> findings(inspect(true, sources, options));
      case "tables cloudformation" -> document(Form.CLOUDFORMATION, sources, options);
      case "tables terraform" -> document(Form.TERRAFORM, sources, options);
      case "iam-policy" -> document(Form.IAM_POLICY, sources, options);
      case "config show" -> new ConfigCommands(sources).show(options.containsKey("written"));
      case "config explain" -> new ConfigCommands(sources).explain(asked.parameters().get(0));
      case "plan" -> new PlanCommand(place.home(), view(sources)).run(options);
      case "support-bundle" -> bundle(sources, place, options.get("out"));
      default -> throw new IOException("there is no command " + asked.words());
    };
  }

  private static ConfigView view(ConfigSources sources) throws IOException {
    try {
      return ConfigView.read(sources);
    } catch (InvalidSettingsException e) {
      throw unusable(e);
    }
  }

  private static Outcome bundle(ConfigSources sources, Place place, String out)
      throws IOException {
    Path file =
        Path.of(out == null ? "dynamq-support-" + Time.system().epochSeconds() + ".zip" : out)
            .toAbsolutePath();
    List<String> contents = new SupportBundle(sources, place).write(file);
    return new Outcome(
        true,
        List.of("Wrote " + file + " with " + contents.size() + " texts."),
        json(Map.of("file", file.toString(), "contents", contents)));
  }

  private static List<Finding> inspect(
      boolean create, ConfigSources sources, Map<String, String> options) throws IOException {
    ServerConfig config = config(sources);
    String plugin = options.get("plugin");
    try {
      return curesFor(plugin, provisioning(config).inspect(create, needs(config, plugin)));
    } catch (InvalidSettingsException e) {
      throw unusable(e);
    } catch (StorageException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The command that makes tables has to be told of a plug-in that is not loaded, too. */
  static List<Finding> curesFor(String plugin, List<Finding> findings) {
    if (plugin == null) {
      return findings;
    }
    return findings.stream()
        .map(
            one ->
                one.cure().endsWith("tables create")
                    ? Finding.fault(
                        one.subject(), one.state(), one.cure() + " --plugin=" + plugin)
                    : one)
        .toList();
  }

  private static Outcome document(Form form, ConfigSources sources, Map<String, String> options)
      throws IOException {
    ServerConfig config = config(sources);
    try {
      List<String> lines =
          provisioning(config).document(form, needs(config, options.get("plugin")));
      return new Outcome(true, lines, json(Map.of("document", String.join("\n", lines))));
    } catch (InvalidSettingsException e) {
      throw unusable(e);
    }
  }

  private static ServerConfig config(ConfigSources sources) throws IOException {
    try {
      return ServerConfig.load(sources, Version.text(), config -> List.of());
    } catch (InvalidSettingsException e) {
      throw unusable(e);
    }
  }

  static IOException unusable(InvalidSettingsException e) {
    return new IOException("the configuration cannot be used: " + e.problems().get(0), e);
  }

  private static Provisioning provisioning(ServerConfig config) throws IOException {
    return ServiceLoader.load(Provisioning.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(store -> store.name().equals(config.persistence()))
        .findFirst()
        .orElseThrow(
            () -> new IOException("persistence = " + config.persistence() + " has no tables"));
  }

  /**
   * What this configuration needs, with the plug-ins that are loaded at each start.
   *
   * @param another one that is yet to be loaded, null for none
   */
  static Provisioning.Needs needs(ServerConfig config, String another) throws IOException {
    List<String> known = new ArrayList<>();
    ServiceLoader.load(Plugin.class).forEach(plugin -> known.add(plugin.name()));
    if (another != null && !known.contains(another)) {
      throw new IOException(
          "there is no plugin " + another + ", expected " + String.join(", ", known));
    }
    Set<String> plugins =
        new TreeSet<>(
            new PluginChecks(
                    List.of(), config.dataDirectory().resolve(Server.LOADED_PLUGINS))
                .remembered());
    if (another != null) {
      plugins.add(another);
    }
    return new Provisioning.Needs(plugins, config.auth().tables(), config.settings());
  }

  private static Outcome findings(List<Finding> findings) {
    List<String> lines = new ArrayList<>();
    List<Map<String, String>> json = new ArrayList<>();
    boolean good = true;
    for (Finding finding : findings) {
      good &= finding.level() != Level.FAULT;
      String level = finding.level().name().toLowerCase(Locale.ROOT);
      lines.add("%-5s %-24s %s".formatted(level, finding.subject(), finding.state()));
      if (!finding.cure().isEmpty()) {
        lines.add("      -> " + finding.cure());
      }
      Map<String, String> one = new LinkedHashMap<>();
      one.put("level", level);
      one.put("subject", finding.subject());
      one.put("state", finding.state());
      one.put("cure", finding.cure());
      json.add(one);
    }
    return new Outcome(good, lines, json(json));
  }

  static String json(Object data) {
    try {
      return MAPPER.writeValueAsString(data);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("answers are made of maps, lists and text", e);
    }
  }
}
